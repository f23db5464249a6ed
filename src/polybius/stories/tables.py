"""Rows as Arrow tables, and Arrow tables under a name in a DuckDB connection."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb
    import pyarrow


class registered:
    """An Arrow table under a name in a connection, for as long as the block lasts."""

    def __init__(self, db: "duckdb.DuckDBPyConnection", name: str, table: "pyarrow.Table") -> None:
        self._db, self._name, self._table = db, name, table

    def __enter__(self) -> None:
        self._db.register(self._name, self._table)

    def __exit__(self, *_: object) -> None:
        self._db.unregister(self._name)


def table(rows: Sequence[tuple[Any, ...]], columns: dict[str, str]) -> "pyarrow.Table":
    """Rows as a table of columns: name to type in SQL."""
    import pyarrow

    kinds = {
        "VARCHAR": pyarrow.string(), "BOOLEAN": pyarrow.bool_(), "INTEGER": pyarrow.int32(), "BIGINT": pyarrow.int64(),
        "UINTEGER": pyarrow.uint32(), "DOUBLE": pyarrow.float64(), "UINTEGER[]": pyarrow.list_(pyarrow.uint32()),
        "DATE": pyarrow.date32(), "JSON": pyarrow.string(), "VARCHAR[]": pyarrow.list_(pyarrow.string()),
    }  # fmt: skip
    values: Iterable[tuple[Any, ...]] = zip(*rows, strict=True) if rows else ((),) * len(columns)
    arrays = [pyarrow.array(column, kinds[kind]) for column, kind in zip(values, columns.values(), strict=True)]
    return pyarrow.table(arrays, names=list(columns))
