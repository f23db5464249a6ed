"""What commands answer where a call, or a store, is not as it should be."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from polybius.console import PROBLEMS, stop

if TYPE_CHECKING:
    from polybius.store import Store


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
