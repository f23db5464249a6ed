"""Wire copy in capitals is parsed as if it were written in the usual way, and keeps its own letters.

"PROTESTERS CLASH WITH POLICE IN LAGOS" is a row of names to a parser. Lines in capitals are given to it in small
letters but for the names of countries, nations and places; the parse is then put on the words as they stand.
"""

import itertools
from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from polybius.places import countries

SMALL, BACK = "polybius_small_letters", "polybius_own_letters"
_KEPT = "polybius.own_words"
_SHARE = 0.8  # of a line's letters, to call it a line in capitals
_WORDS = 3
_BEFORE_PLACES = frozenset({"IN", "AT", "NEAR", "FROM", "OUTSIDE", "AROUND"})
_PLAIN = frozenset(
    "A AN THE OF IN ON AT TO FOR AND OR BUT NO AS BY WITH FROM US UN EU HIS HER ITS THEIR TWO THREE FOUR CLASHES TALKS "
    "CRASH ATTACK BID CITY TOWN VILLAGE CAPITAL NORTH SOUTH EAST WEST RAID STREETS PRISON".split()
)


@Language.component(SMALL)
def small_letters(doc: Doc) -> Doc:
    """The document with its lines in capitals in small letters; the words as they stood are kept with it."""
    words = [t.text for t in doc]
    changed = False
    for start, end in _lines(words):
        if _in_capitals(words[start:end]):
            changed = True
            for i in range(start, end):
                words[i] = _usual(doc, i, first=i == start)
    if not changed:
        return doc
    small = Doc(doc.vocab, words=words, spaces=[bool(t.whitespace_) for t in doc])
    small.user_data[_KEPT] = [t.text for t in doc]
    for old, new in zip(doc, small, strict=True):
        if old.is_sent_start is not None:
            new.is_sent_start = old.is_sent_start
    return small


@Language.component(BACK)
def own_letters(doc: Doc) -> Doc:
    """The parse on the words as they stand in the text."""
    words = doc.user_data.get(_KEPT)
    if words is None:
        return doc
    return Doc(
        doc.vocab, words=words, spaces=[bool(t.whitespace_) for t in doc], tags=[t.tag_ for t in doc],
        pos=[t.pos_ for t in doc], morphs=[str(t.morph) for t in doc], lemmas=[t.lemma_ for t in doc],
        heads=[t.head.i for t in doc], deps=[t.dep_ for t in doc],
        ents=[f"{t.ent_iob_}-{t.ent_type_}" if t.ent_type_ else "O" for t in doc],
    )  # fmt: skip


def _lines(words: Sequence[str]) -> list[tuple[int, int]]:
    """The lines of a text of these words, as ranges of them."""
    starts = [0, *(i + 1 for i, w in enumerate(words) if "\n" in w and w.isspace()), len(words)]
    return [(a, b) for a, b in itertools.pairwise(starts) if b > a]


def _in_capitals(line: Sequence[str]) -> bool:
    if not any(word[1:2].isupper() for word in line):
        return False  # nearly all lines
    letters = [c for word in line for c in word if c.isalpha()]
    words = sum(word.isalpha() and len(word) > 1 for word in line)
    return words >= _WORDS and sum(c.isupper() for c in letters) >= _SHARE * len(letters)


def _usual(doc: Doc, i: int, *, first: bool) -> str:
    """A word in capitals as it is usually written."""
    text = doc[i].text
    if not text.isupper() or len(text) < 2:
        return text
    before = doc[i - 1].text if i else ""
    after = doc[i + 1].text if i + 1 < len(doc) else ""
    if text in ("US", "UN", "EU", "UK", "NATO", "UAE"):
        return text
    named = any(countries.by_name(n) for n in (text, f"{before} {text}", f"{text} {after}") if n.strip() not in _PLAIN)
    placed = before in _BEFORE_PLACES and text not in _PLAIN
    if first or named or placed or countries.by_demonym(text) is not None:
        changed = text[0] + text[1:].lower()
    else:
        changed = text.lower()
    return changed if len(changed) == len(text) else text
