"""Where a capital stands for its government: by the verb or noun it hangs on."""

from functools import cache

from polybius.entities.grammar import Parse
from polybius.tables import listed, rows

_PREPOSITIONS = frozenset(("with", "against", "on", "to", "by", "from", "between", "of"))
_STRICT = frozenset(("to", "from", "on", "of", "by"))
# "a visit to Kyiv", "aid sent to Kyiv" are movements to a place; "ties to Moscow" are not.
_MOVEMENTS = frozenset(("visit", "return", "send", "message", "attack", "aid"))


def stands(parse: Parse, i: int) -> bool:
    """Whether the capital at token ``i`` acts or is dealt with as a government is."""
    at = i
    while parse.dep[at] == "conj" and parse.head[at] != at:
        at = parse.head[at]
    governor = parse.head[at]
    if parse.dep[at] == "nsubj":
        return parse.pos[governor] == "VERB" and acts(parse.lemma(governor))
    if parse.dep[at] == "dobj":
        return parse.lemma(governor) in _lemmas()["object"]
    if parse.dep[at] == "pobj" and parse.dep[governor] == "agent":
        return True
    if parse.dep[at] == "pobj" and parse.lower[governor] in _PREPOSITIONS:
        lemma = parse.lemma(parse.head[governor])
        return lemma in _lemmas()["party"] and not (parse.lower[governor] in _STRICT and lemma in _MOVEMENTS)
    return False


def acts(verb: str) -> bool:
    """Whether that verb (its lemma) has states and organisations for its subject, not things: "vow",
    "accuse".
    """
    return verb in _lemmas()["subject"]


@cache
def _lemmas() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for error, row in rows("entities/metonymy.tsv", ("position", "lemmas"), full=True):
        if row["position"] not in ("subject", "object", "party"):
            raise error(f"position {row['position']!r} should be subject, object or party")
        found[row["position"]] = found.get(row["position"], frozenset()) | frozenset(listed(row["lemmas"]))
    return found
