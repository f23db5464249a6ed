"""All quantities of a document."""

from typing import TYPE_CHECKING

from polybius.language.text import text_of
from polybius.quantities import counted, kinds, lexicon, numbers, romance, sums
from polybius.records import Quantity

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


def find(doc: "Doc") -> tuple[Quantity, ...]:
    """How many people or things were killed, displaced, arrested …, in the order of the text.

    A quantity's span is the number, what bounds it and the noun it counts ("More than 100,000 ethnic
    Armenians"). ``low`` and ``high`` are null where open; ``unit`` is a table of ``units.toml``. Kinds are
    the tables of ``kinds.toml``. A part ("including 3 children") is no quantity of its own; counts that are
    told together stand with their sum (:mod:`polybius.quantities.sums`).
    """
    found: list[sums.Found] = []
    document = text_of(doc)
    for number in numbers.find(document):
        what = counted.find(doc, number)
        if what is None:
            continue
        told = _joint(kinds.find(what), what.token)
        start, end = _extent(doc, what)
        for one in told:
            quantity = Quantity(
                start=start,
                end=end,
                text=document[start:end],
                kind=one.kind.name,
                low=number.low,
                high=number.high,
                unit=what.unit or one.unit or one.kind.counts[0],
            )
            found.append((quantity, what.token))
    foreign = romance.find(document)
    ours = [one for one in found if not any(q.start < one[0].end and one[0].start < q.end for q in foreign)]
    return tuple(sorted((*sums.add(doc, ours), *foreign), key=lambda q: (q.start, -q.end)))


def _joint(told: list[kinds.Told], counted_noun: "Token") -> list[kinds.Told]:
    """One number for the killed and the injured together is a number of casualties."""
    by = {t.kind.name: t.by for t in told}
    if {"killed", "injured"} <= by.keys() and not counted_noun.dep_.startswith("nsubj"):
        casualties = next(k for k in lexicon.kinds() if k.name == "casualties")
        return [kinds.Told(casualties, told[0].by)]
    return told


def _extent(doc: "Doc", what: counted.Counted) -> tuple[int, int]:
    token = what.token
    end = max(what.number.end, token.idx + len(token))
    return what.number.start, end
