"""What a document says of two of its events: one is part of the other, follows it, answers it.

Read off the parse from the words of ``data/relations.toml``. A relation stands mostly between two events of a
sentence; "in retaliation", "the move came after" and their like point to the sentence before.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from polybius.events import relation_words, syntax
from polybius.events.relation_events import EventWords
from polybius.events.relation_words import Found, RelationWords
from polybius.language.text import text_of
from polybius.records import Mention, Part, Relation, RelationKind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Those that say more go first: who retaliates follows, too.
STRENGTH: tuple[RelationKind, ...] = (
    "retaliation_for", "reaction_to", "result_of", "part_of", "despite", "during", "follows",
)  # fmt: skip
_MEASURE = 6  # words of "nearly two and a half weeks after" before "after", at most


def find(doc: "Doc", mentions: Sequence[Mention], parts: Sequence[Part] = ()) -> tuple[Relation, ...]:
    """The relations between the mentions of a parsed document, by the place of their words.

    The mentions are those that the coder made of this very document, on which it noted the words that tell them.
    parts: of the document; what a caption tells does not go on from the text before it.
    """
    if len(mentions) < 2:
        return ()
    reader = _Relating(doc, mentions, relation_words.load(), parts)
    found: dict[tuple[str, str], Relation] = {}
    for relation in reader.read():
        pair = (relation.mention, relation.other)
        known = found.get(pair)
        if known is None or STRENGTH.index(relation.kind) < STRENGTH.index(known.kind):
            found[pair] = relation
    converse = {pair: found.get((pair[1], pair[0])) for pair in found}
    kept = [one for pair, one in found.items() if one.kind != "follows" or _may_be_later(converse[pair])]
    return tuple(sorted(kept, key=lambda one: (one.start, one.end, one.kind, one.mention, one.other)))


def _may_be_later(converse: Relation | None) -> bool:
    """Whether an event can follow one that stands so to it: not the one that was a reaction to it."""
    return converse is None or converse.kind in ("follows", "during", "despite")


class _Relating:
    """The relations of one document, sentence by sentence."""

    def __init__(
        self, doc: "Doc", mentions: Sequence[Mention], words: RelationWords, parts: Sequence[Part]
    ) -> None:
        self._captions = [part.start for part in parts if part.kind == "caption"]
        self._doc = doc
        self._words = words
        self._events = EventWords(doc, mentions, words)
        self._mentions = sorted(mentions, key=lambda one: one.evidence.start)

    def read(self) -> Iterator[Relation]:
        """Every relation that some words tell, in their order."""
        number = silent = 0
        for sentence in self._doc.sents:
            here: list[Mention] = []
            while number < len(self._mentions) and self._mentions[number].evidence.start < sentence.end_char:
                here.append(self._mentions[number])
                number += 1
            if any(sentence.start_char <= start < sentence.end_char for start in self._captions):
                self._events.before = ()
            self._events.here = here
            if here:
                for found in self._words.find(sentence):
                    yield from self._relations(found)
            # One sentence that tells nothing may stand between: "Nobody claimed it."
            silent = 0 if here else silent + 1
            if here or silent > 1:
                self._events.before = here

    def _relations(self, found: Found) -> Iterator[Relation]:
        pairs = {
            "joins": self._joins, "leads": self._leads, "answers": self._answers, "brings": self._brings,
            "responds": self._responds, "alone": self._alone, "marks": self._marks,
        }[found.phrase.form](found)  # fmt: skip
        for mention, other in pairs:
            if mention.id == other.id or mention.status == "denied":
                continue
            start, end = self._span(found)
            kind = found.phrase.kind
            if kind == "reaction_to" and mention.type in self._words.unwilled.types:
                kind = "result_of"
            text = text_of(self._doc)[start:end]
            yield Relation(kind=kind, mention=mention.id, other=other.id, start=start, end=end, text=text)

    def _span(self, found: Found) -> tuple[int, int]:
        """From the first to the last word of a phrase, with the time that measures it: "two days after"."""
        first, last = min(t.i for t in found.words), max(found.words, key=lambda t: t.i)
        before = self._doc[first - 1] if first > last.sent.start else None
        if before is not None and before.lemma_.lower() in self._words.happening.units:
            first = max(before.left_edge.i, first - _MEASURE)
        elif before is not None and before.lower_ in self._words.happening.soon:
            first = before.i
        return self._doc[first].idx, last.idx + len(last)

    # --- how phrases stand to events ---------------------------------------------------------------

    def _joins(self, found: Found) -> "Iterator[tuple[Mention, Mention]]":
        """"A *in response to* B", "A *after* B": the words stand before the other event."""
        top = _top(found.words)
        governed = _governed(found.words)
        clause = found.words[-1].dep_ == "mark" and governed and governed[0].head not in found.words
        host = governed[0].head if clause else top.head
        if host == top or self._denied(host):
            return
        mention = self._events.hosted(host, top)
        if mention is None:
            return
        for token in governed:
            other = self._events.event(token)
            if other is not None:
                yield mention, other

    def _leads(self, found: Found) -> "Iterator[tuple[Mention, Mention]]":
        """"B *ahead of* A": the words stand before the event that comes after."""
        for other, mention in self._joins(found):
            yield mention, other

    def _answers(self, found: Found) -> "Iterator[tuple[Mention, Mention]]":
        """"A *followed* B": the verb's subject answers its object."""
        verb = found.words[0]
        if self._denied(verb):
            return
        mention = self._events.subject(verb) or self._events.told(verb)
        if mention is None:
            return
        for token in self._governed_by(found):
            other = self._events.event(token)
            if other is not None:
                yield mention, other

    def _brings(self, found: Found) -> "Iterator[tuple[Mention, Mention]]":
        """"B *sparked* A": the verb's object answers its subject."""
        verb = found.words[0]
        if self._denied(verb):
            return
        other = self._events.subject(verb)
        if other is None:
            return
        clauses = [c for c in verb.children if c.dep_ in ("xcomp", "ccomp")]
        told = [self._events.event(token) for token in (*clauses, *self._governed_by(found))]
        for mention in [one for one in told if one is not None][:1] if clauses else told:
            if mention is not None:
                yield mention, other

    def _responds(self, found: Found) -> "Iterator[tuple[Mention, Mention]]":
        """"Somebody *responded* to B with A", "*retaliated* by doing A", "*hit back*"."""
        verb = found.words[0]
        if self._denied(verb):
            return
        means: list[Token] = []
        to: list[Token] = []
        # "responded to the protest with tear gas": the parser hangs the means on the protest
        for child in (*verb.children, *(c for p in verb.children for o in p.children if o.dep_ == "pobj"
                                        for c in o.children if c.lower_ in self._words.steps.means)):  # fmt: skip
            if child.dep_ in ("prep", "agent"):
                which = means if child.lower_ in self._words.steps.means else to
                if which is means or child.lower_ in self._words.steps.to:
                    which += [c for c in child.children if c.dep_ in ("pobj", "pcomp")]
        means += [c for c in verb.children if c.dep_ == "advcl" and c.tag_ == "VBG"]
        to = to or [c for c in verb.children if c.dep_ == "dobj"]
        told = [self._events.event(token) for token in syntax.expand(means)]
        mention = next((one for one in told if one is not None), None) or self._events.told(verb)
        if mention is None and verb.dep_ in ("advcl", "conj", "xcomp") and to:
            mention = self._events.told(verb.head)
        if mention is None:
            return
        others = [other for token in syntax.expand(to) if (other := self._events.event(token)) is not None]
        if not to:
            others = [one for one in [self._events.earlier(verb, mention)] if one is not None]
        for other in others:
            yield mention, other

    def _alone(self, found: Found) -> "Iterator[tuple[Mention, Mention]]":
        """"*In retaliation*, A": the other event was told before."""
        top = _top(found.words)
        host = top.head
        if host == top or self._denied(host) or self._words.relates(host):
            return
        mention = self._events.hosted(host, top)
        if mention is None:
            return
        other = self._events.earlier(self._events.word(mention), mention, found.phrase.kind)
        if other is not None:
            yield mention, other

    def _marks(self, found: Found) -> "Iterator[tuple[Mention, Mention]]":
        """"A *retaliatory* strike": what is marked answers what it is for, or what was told before."""
        noun = found.words[-1].head
        mention = self._events.told(noun)
        if mention is None:
            return
        verbs = [noun.head] if noun.dep_ in ("dobj", "nsubj", "nsubjpass", "pobj") else []
        if verbs and verbs[0].pos_ == "ADP":
            verbs.append(verbs[0].head)
        prepositions = {*self._words.steps.to, "after", "following"}
        below = [child for word in (noun, *verbs) for child in word.children]
        named = [t for c in below if c.dep_ == "prep" and c.lower_ in prepositions for t in _governed([c])]
        named += [c for c in below if _mark(c) == "after"]
        others = [other for token in named if (other := self._events.event(token)) is not None]
        for other in others:
            yield mention, other
        if not others:
            other = self._events.earlier(noun, mention, found.phrase.kind)
            if other is not None:
                yield mention, other

    def _denied(self, host: "Token") -> bool:
        """Whether a verb that relates, or the clause it stands in, is said not to be so."""
        if host.pos_ not in ("VERB", "AUX") or self._events.told(host) is not None:
            return False
        if any(c.dep_ == "neg" for c in host.children):
            return True
        return any(up.lemma_.lower() in self._words.denying.verbs for up in islice(host.ancestors, 2))

    def _governed_by(self, found: Found) -> "list[Token]":
        """What a verb with its prepositions is done to."""
        verb, rest = found.words[0], found.words[1:]
        below = _governed(rest) if rest else []
        return below or syntax.objects(verb) or [c for c in verb.children if c.dep_ == "dobj"]


def _top(words: "Sequence[Token]") -> "Token":
    """The word of a phrase that hangs on something outside it."""
    inside = {word.i for word in words}
    return next((word for word in words if word.head.i not in inside and word.head != word), words[0])


def _mark(clause: "Token") -> str:
    """The word that opens an adverbial clause."""
    return next((c.lower_ for c in clause.children if c.dep_ == "mark" and clause.dep_ == "advcl"), "")


def _governed(words: "Sequence[Token]") -> "list[Token]":
    """What a phrase stands before: nouns, a gerund, a clause."""
    last = words[-1]
    if last.dep_ == "mark" or (last.dep_ == "advmod" and last.head.pos_ == "VERB" and last.head.i > last.i):
        return [last.head]
    things: list[Token] = []
    for word in reversed(words):  # in "because of the raid" the raid hangs on "because"
        things = things or [c for c in word.children if c.dep_ in ("pobj", "pcomp", "dobj") and c.i > last.i]
    inner = [p for c in last.children if c.dep_ == "prep" and not things for p in c.children if p.dep_ == "pobj"]
    nouns = syntax.expand([t for t in (*things, *inner) if t.pos_ not in ("VERB", "AUX")])
    return [*nouns, *(t for t in things if t.pos_ in ("VERB", "AUX"))]
