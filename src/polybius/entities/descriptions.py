"""What a describing noun may stand for: "the city", "that fighting"."""

from functools import cache

from polybius.tables import listed, rows

_COLUMNS = ("nouns", "stands for")
_FAMILY = "family:"
_SEVERAL = "several:"
_KINDS = ("nation", "organisation", "group", "person")


@cache
def _load() -> tuple[dict[str, frozenset[str]], dict[str, str], dict[str, frozenset[str]]]:
    kinds: dict[str, frozenset[str]] = {}
    several: dict[str, frozenset[str]] = {}
    families: dict[str, str] = {}
    for error, row in rows("entities/descriptions.tsv", _COLUMNS, full=True):
        meant = row["stands for"]
        for noun in listed(row["nouns"]):
            if meant.startswith(_FAMILY):
                families.setdefault(noun, meant.removeprefix(_FAMILY))
            elif meant.startswith(_SEVERAL) and set(listed(meant.removeprefix(_SEVERAL))) <= set(_KINDS):
                several[noun] = frozenset(listed(meant.removeprefix(_SEVERAL)))
            elif all(m in _KINDS or m.startswith("place:") for m in listed(meant)):
                kinds[noun] = kinds.get(noun, frozenset()) | frozenset(listed(meant))
            else:
                raise error(f"{meant!r} should be kinds of entity, place:kind, family:name, or several:kinds")
    return kinds, families, several


def kinds(noun: str) -> frozenset[str]:
    """The kinds of named thing that the noun (a lemma) may describe; empty if none."""
    return _load()[0].get(noun, frozenset())


def family(noun: str) -> str:
    """The family of common nouns it belongs to, "" if none: "war" and "fighting" are of one."""
    return _load()[1].get(noun, "")


def several(noun: str) -> frozenset[str]:
    """The kinds of actor that its plural with a number may stand for ("the two sides"); empty if none."""
    return _load()[2].get(noun, frozenset()) or kinds(noun) & frozenset(_KINDS)
