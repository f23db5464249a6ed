"""What can be wrong with a store, in words for its user."""


class StoreError(Exception):
    """The file cannot be used as a store: no such file, another kind of file, a newer version's file."""


class StoreBusy(StoreError):
    """Another process has the store open for writing."""


class FilterError(ValueError):
    """A filter that cannot be: says what is wrong with it, and what would be right."""
