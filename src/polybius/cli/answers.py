"""What commands answer where a call, or a store, is not as it should be, and what they state of what they made."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from polybius.console import PROBLEMS, stop

if TYPE_CHECKING:
    from polybius.store import Filter, Store


def known_errors() -> tuple[type[Exception], ...]:
    """Errors whose message is meant for the user."""
    from polybius.engine import EngineError
    from polybius.events.opinion import OpinionError
    from polybius.language import ModelError
    from polybius.running import RunError
    from polybius.store import FilterError, StoreError

    return (EngineError, ModelError, OpinionError, RunError, StoreError, FilterError)


def finished(store: "Store") -> None:
    """Say so, and end with 1, where the store's events are not those of its documents."""
    if not store.linked:
        print(
            f"polybius: {store.path}: its last run did not finish; start it again to link its newest documents",
            file=sys.stderr,
        )
        raise typer.Exit(PROBLEMS)


def existing(path: Path) -> Path:
    if not path.exists():
        raise stop(f"{path}: there is no such store; `polybius run INPUT... -o {path}` makes one")
    return path


def chosen(wanted: "Filter") -> dict[str, Any]:
    """The fields of a filter that ask for something."""
    import msgspec

    from polybius.store import Filter

    given, usual = msgspec.structs.asdict(wanted), msgspec.structs.asdict(Filter())
    return {name: value for name, value in given.items() if value != usual[name]}


def stated(store: "Store", made: Path, options: dict[str, Any]) -> None:
    """Write the statement of what a file was made from beside it. Raises StoreError where that cannot be done."""
    from polybius import provenance

    provenance.write(provenance.beside(made), provenance.statement(store, options=options, made=made))
