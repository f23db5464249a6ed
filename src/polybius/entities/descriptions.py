"""What a describing noun may stand for: "the city", "that fighting"."""

from functools import cache

from polybius.tables import listed, rows

_COLUMNS = ("nouns", "stands for")
_FAMILY = "family:"


@cache
def _load() -> tuple[dict[str, frozenset[str]], dict[str, str]]:
    kinds: dict[str, frozenset[str]] = {}
    families: dict[str, str] = {}
    for error, row in rows("entities/descriptions.tsv", _COLUMNS, full=True):
        meant = row["stands for"]
        for noun in listed(row["nouns"]):
            if meant.startswith(_FAMILY):
                families.setdefault(noun, meant.removeprefix(_FAMILY))
            elif all(
                m in ("nation", "organisation", "group", "person") or m.startswith("place:")
                for m in listed(meant)
            ):
                kinds[noun] = kinds.get(noun, frozenset()) | frozenset(listed(meant))
            else:
                raise error(f"{meant!r} should be kinds of entity, place:kind, or family:name")
    return kinds, families


def kinds(noun: str) -> frozenset[str]:
    """The kinds of named thing that the noun (a lemma) may describe; empty if none."""
    return _load()[0].get(noun, frozenset())


def family(noun: str) -> str:
    """The family of common nouns it belongs to, "" if none: "war" and "fighting" are of one."""
    return _load()[1].get(noun, "")
