"""The store: one DuckDB file that holds what was read, and its exports."""

from polybius.store.database import Counts, Entry, Fingerprint, Store
from polybius.store.errors import StoreBusy, StoreError
from polybius.store.export import FORMATS, export

__all__ = ["FORMATS", "Counts", "Entry", "Fingerprint", "Store", "StoreBusy", "StoreError", "export"]
