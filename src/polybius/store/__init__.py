"""The store: one DuckDB file that holds what was read, and its exports."""

from polybius.store.database import Counts, Entry, FileState, Fingerprint, Store
from polybius.store.errors import FilterError, StoreBusy, StoreError
from polybius.store.export import FORMATS, export
from polybius.store.query import ORDERS, STATUSES, Filter

__all__ = [
    "FORMATS", "ORDERS", "STATUSES", "Counts", "Entry", "FileState", "Filter", "FilterError", "Fingerprint", "Store",
    "StoreBusy", "StoreError", "export",
]  # fmt: skip
