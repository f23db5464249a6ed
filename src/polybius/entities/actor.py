"""A mention of an actor while the stage works on it."""

from dataclasses import dataclass, field
from typing import Literal

from polybius.entities.roles import Role


@dataclass(slots=True)
class Actor:
    """One mention: tokens ``start`` to ``end`` (exclusive), its ``head`` token, and what is known of it.

    ``name`` is the bare name ("Ilham Aliyev" of "Azerbaijan President Ilham Aliyev"), or for an actor without
    one the words of the mention. ``stated``: the mention's own words give the country. ``seeks``: the country
    of an earlier breakaway side may stand in. ``proper``: it has a name, not only a role.
    """

    start: int
    end: int
    head: int
    source: Literal["person", "body", "nation", "people", "role"]
    kind: Literal["person", "organisation", "nation", "group"]
    name: str
    country: str | None = None
    sectors: tuple[str, ...] = ()
    proper: bool = True
    stated: bool = False
    seeks: bool = False
    default: bool = False
    partial: bool = False
    plural: bool = False
    definite: bool = False
    indefinite: bool = False
    role: Role | None = None
    titles: list[str] = field(default_factory=list)
    modifiers: tuple[str, ...] = ()
    chain: int = -1
    same_as: "Actor | None" = None
