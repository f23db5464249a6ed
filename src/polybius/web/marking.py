"""A sentence cut into runs, each marked with what an event takes from it."""

from collections.abc import Iterator

from polybius.records import Mention

Run = tuple[str, str]

# Where marks overlap ("hundreds of soldiers" is an actor with a figure in it) the earlier wins.
MARKS = ("trigger", "figure", "date", "place", "actor", "recipient", "speaker")


def runs(mention: Mention) -> list[Run]:
    """The evidence as (text, mark) runs; the mark is one of MARKS or "". Joined, they are the evidence."""
    text = mention.evidence.text
    marks = [""] * len(text)
    for mark, start, end in sorted(spans(mention), key=lambda span: -MARKS.index(span[0])):
        begin, stop = start - mention.evidence.start, end - mention.evidence.start
        if 0 <= begin < stop <= len(text):
            marks[begin:stop] = [mark] * (stop - begin)
    found: list[Run] = []
    begin = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or marks[at] != marks[begin]:
            found.append((text[begin:at], marks[begin]))
            begin = at
    return found


def spans(mention: Mention) -> Iterator[tuple[str, int, int]]:
    """What an event takes from its text: a mark, and from where to where in the document."""
    trigger = mention.evidence.trigger
    yield ("trigger", trigger.start, trigger.end)
    for quantity in mention.quantities:
        yield ("figure", quantity.start, quantity.end)
    for mark, point in (("date", mention.date), ("place", mention.place)):
        if point is not None and point.start is not None and point.end is not None:
            yield (mark, point.start, point.end)
    for one in (*mention.actor, *mention.mediator):
        yield ("actor", one.start, one.end)
    for one in mention.recipient:
        yield ("recipient", one.start, one.end)
    if mention.attribution is not None:
        yield ("speaker", mention.attribution.start, mention.attribution.end)
