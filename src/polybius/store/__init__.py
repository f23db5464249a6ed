"""The store: one DuckDB file that holds what was read, and its exports."""

from polybius.store.database import Store
from polybius.store.errors import FilterError, StoreBusy, StoreError
from polybius.store.export import FORMATS, export, export_as
from polybius.store.inputs import Entry, FileState, Fingerprint
from polybius.store.query import ORDERS, STATUSES, Filter
from polybius.store.reading import Counts

__all__ = [
    "FORMATS", "ORDERS", "STATUSES", "Counts", "Entry", "FileState", "Filter", "FilterError", "Fingerprint", "Store",
    "StoreBusy", "StoreError", "export", "export_as",
]  # fmt: skip
