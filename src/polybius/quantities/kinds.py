"""What happens to the counted: the kind of a count, read off the parse around its noun."""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from polybius.quantities import lexicon
from polybius.quantities.counted import Counted, unit_of

if TYPE_CHECKING:
    from spacy.tokens import Token

Role = Literal["subject", "object"]

# What may stand between a number and the participle that tells its kind: "300 people have since been".
_PASSED = frozenset({"AUX", "ADV", "NOUN", "PROPN", "ADJ", "SPACE", "PUNCT"})
# "Internally displaced people, no. of people 58,926": what stands before a figure in a table.
_LABELS = frozenset({"number", "nb", "no", "no.", "nr", "nos", "total"})
_PASSED_WORDS = frozenset(
    {"to", "been", "rendered", "left", "made", "reported", "feared", "confirmed", "believed"}
)


class Told(NamedTuple):
    """A kind, the word that tells it, and the unit where a noun apart from the number names it."""

    kind: lexicon.Kind
    by: "Token"
    unit: str | None = None


def find(counted: Counted) -> list[Told]:
    """The kinds of a count, strongest evidence first: its verb, a word that describes it, its own noun,
    the noun of the happening it belongs to, at last the words beside it. Several where verbs are joined.
    """
    for look in (_by_verb, _by_description, _by_itself, _by_event_noun, _by_neighbours, _by_main_verb):
        told = [t for t in look(counted) if _fits(t, counted)]
        if told:
            return list({t.kind.name: t for t in reversed(told)}.values())[::-1]
    return []


def _fits(told: Told, counted: Counted) -> bool:
    kind = told.kind
    if (unit := counted.unit or told.unit) is not None:
        return unit in kind.counts
    if kind.counts[0] != "homes":
        return True
    # "Destroyed 20 others" counts houses only where the sentence has houses.
    known = lexicon.units()
    return any(known.get(t.lemma_.lower()) == "homes" for t in counted.figure.sent)


# --- the verb --------------------------------------------------------------------------------------


def _by_verb(counted: Counted) -> Iterator[Told]:
    for token in (counted.token, *counted.carriers):
        for verb, role in roles(token):
            yield from _verb_kinds(verb, role, counted)


def roles(token: "Token") -> Iterator[tuple["Token", Role]]:
    """The verbs ``token`` takes part in, and whether it does or undergoes what they say."""
    while token.dep_ == "conj" and token.head.pos_ in ("NOUN", "PROPN", "NUM", "ADJ") and token.head != token:
        token = token.head
    if token.dep_ == "appos" and token.head != token:
        token = token.head
    head = token.head
    if token.dep_ in ("nsubj", "nsubjpass", "dobj", "attr", "dative", "oprd") and head != token:
        if token.dep_ == "nsubj":
            yield from _chain(head, "object" if _bare_participle(head) else "subject")
        elif token.dep_ == "nsubjpass":
            yield from _chain(head, "object")
        elif token.dep_ in ("dobj", "dative"):
            yield from _chain(head, "object", governed=True)
    for child in token.children:
        if child.dep_ == "acl" and child.tag_ in ("VBN", "VBD", "VBG"):
            yield from _chain(child, "subject" if child.tag_ == "VBG" else "object")
        elif child.dep_ == "relcl":
            yield from _chain(child, _relative_role(child))
        elif child.dep_ == "amod" and child.tag_ == "VBN" and child.i > token.i:
            yield child, "object"


def _chain(verb: "Token", role: Role, governed: bool = False) -> Iterator[tuple["Token", Role]]:
    """The verb, its infinitive ("had to flee", "forced them to flee"), and verbs joined to it."""
    seen = [(verb, role)]
    yield verb, role
    for child in verb.children:
        if child.dep_ in ("xcomp", "ccomp", "advcl") and child.i > verb.i and not _has_subject(child):
            if child.dep_ == "advcl" and child.tag_ != "VB":
                continue
            if child.dep_ == "ccomp" and not governed:
                continue
            passive = _is_passive(child) or (child.tag_ == "VBN" and not _has_have(child))
            pair: tuple[Token, Role] = (child, "object" if passive else "subject")
            seen.append(pair)
            yield pair
    if governed and verb.dep_ == "conj" and not _has_object(verb.head):
        yield verb.head, "object"  # "killed and wounded 40"
    for first, its_role in seen:
        for child in first.children:
            if child.dep_ == "conj" and child.pos_ in ("VERB", "AUX") and not _has_subject(child):
                if governed and first == verb and _has_object(child):
                    continue
                passive = _is_passive(child) or (its_role == "object" and child.tag_ == "VBN")
                if governed and first == verb:
                    yield child, "object"
                else:
                    yield child, "object" if passive else "subject"


def _verb_kinds(verb: "Token", role: Role, counted: Counted) -> Iterator[Told]:
    lemma = verb.lemma_.lower()
    strict, conditional = _verb_index()[role]
    for kind in strict.get(lemma, ()):
        yield Told(kind, verb)
    for kind, words in conditional.get(lemma, ()):
        if not words or any(_tells(t, words, verb, counted) for t in verb.subtree):
            yield Told(kind, verb)
    if role == "subject" and lemma in ("be", "remain", "lie", "become", "go", "stay", "feel"):
        for child in verb.children:
            if child.dep_ in ("acomp", "attr", "oprd", "advmod", "xcomp", "prep") and child.i > verb.i:
                for kind in _index("describes").get(child.lower_, ()):
                    yield Told(kind, child)


def _tells(token: "Token", words: frozenset[str], verb: "Token", counted: Counted) -> bool:
    if token.lower_ not in words and token.lemma_.lower() not in words:
        return False
    if token == counted.token or token == verb or token.i < verb.i:
        return False
    # Not what is said in a clause of its own further down.
    while token.head != verb and token.head != token:
        if token.dep_ in ("relcl", "advcl", "conj") and token.pos_ in ("VERB", "AUX") and _has_subject(token):
            return False
        token = token.head
    return not (token.dep_ in ("advcl", "conj") and token.pos_ in ("VERB", "AUX") and token.tag_ != "VB")


# --- words beside it -------------------------------------------------------------------------------


def _by_description(counted: Counted) -> Iterator[Told]:
    describes = _index("describes")
    token = counted.token
    for child in token.children:
        if child.dep_ in ("amod", "acl", "compound", "nmod", "appos", "advmod", "oprd", "prep", "npadvmod"):
            for kind in describes.get(child.lower_, ()):
                yield Told(kind, child)
            if child.dep_ == "amod":
                for deeper in child.children:
                    for kind in describes.get(deeper.lower_, ()):
                        yield Told(kind, deeper)
    governed = token.dep_ in ("nsubj", "nsubjpass", "nummod", "amod", "compound")
    if governed and (token.head.pos_ == "ADJ" or not _has_object(token.head)):
        for kind in describes.get(token.head.lower_, ()):
            yield Told(kind, token.head)
    if token.dep_ == "dobj":
        for sibling in token.head.children:
            if sibling.i > token.i and sibling.dep_ in ("oprd", "acomp", "xcomp", "advcl", "amod", "ccomp"):
                for kind in describes.get(sibling.lower_, ()):
                    yield Told(kind, sibling)


def _by_itself(counted: Counted) -> Iterator[Told]:
    for form in (counted.token.lower_, counted.token.lemma_.lower()):
        for kind in _index("ones").get(form, ()):
            yield Told(kind, counted.token)
    for kind in _index("describes").get(counted.token.lower_, ()):
        yield Told(kind, counted.token)


def _by_event_noun(counted: Counted) -> Iterator[Told]:
    """ "Evacuation of 300 residents"; "the death toll rose to 30"; "the number of displaced is 300"."""
    events, describes, ones = _index("events"), _index("describes"), _index("ones")
    for token in (counted.token, *counted.carriers):
        if token.dep_ == "pobj" and token.head.lower_ in ("of", "for"):
            noun = token.head.head
            for kind in (*events.get(noun.lemma_.lower(), ()), *ones.get(noun.lemma_.lower(), ())):
                yield Told(kind, noun)
    yield from _by_dangling_of(counted)
    if not counted.bare:
        return
    top = counted.figure
    steps = 0
    while (
        top.dep_ in ("pobj", "prep", "attr", "dobj", "acomp", "oprd", "xcomp", "npadvmod", "nummod")
        and steps < 5
    ):
        if top.head == top:
            break
        top, steps = top.head, steps + 1
    for child in top.children:
        if child.dep_ in ("nsubj", "nsubjpass"):
            nouns = (w for w in child.subtree if w.pos_ in ("NOUN", "PROPN"))
            unit = next((u for w in nouns if (u := unit_of(w)) is not None), None)
            for word in child.subtree:
                form = word.lemma_.lower()
                for kind in (*events.get(form, ()), *describes.get(word.lower_, ()), *ones.get(form, ())):
                    yield Told(kind, word, unit)


def _by_dangling_of(counted: Counted) -> Iterator[Told]:
    """ "The evacuation of, according to the latest data, 17,000 people": an "of" whose object comes later."""
    doc, first = counted.figure.doc, counted.figure.i
    for i in range(first - 1, max(first - 16, counted.figure.sent.start), -1):
        token = doc[i]
        if token.lower_ == "of" and doc[i + 1].text == "," and not any(c.dep_ == "pobj" for c in token.children):
            for kind in _index("events").get(doc[i - 1].lemma_.lower(), ()):
                yield Told(kind, doc[i - 1])
            return


def _by_neighbours(counted: Counted) -> Iterator[Told]:
    """Headlines and lists, where there is no clause to go by: "12 killed", "Houses destroyed: 146"."""
    doc = counted.token.doc
    index = _participles()
    end = counted.token.i if not counted.bare else _last(counted)
    for i in range(end + 1, min(end + 7, len(doc))):
        token = doc[i]
        if token.text in ".;:)(" or (token.is_punct and token.text not in "-/\"'“”‘’"):
            break
        if token.lower_ in index:
            if not _has_object(token):  # else it is what they did
                yield from (Told(kind, token) for kind in index[token.lower_])
            return
        if token.pos_ not in _PASSED and token.lower_ not in _PASSED_WORDS:
            break
    span = doc.char_span(counted.number.start, counted.number.end, alignment_mode="expand")
    start = span.start if span is not None else end
    unit, labelled = None, False
    for i in range(start - 1, max(start - 9, -1), -1):
        token = doc[i]
        if token.lower_ in ("including", "among") or token.text in ".;)" or (token.text == "," and not labelled):
            return
        labelled = labelled or token.lower_ in _LABELS
        if (unit_here := unit_of(token)) is not None and token.lower_ not in _index("describes"):
            unit = unit or unit_here
            if token.lower_ not in _index("ones") and token.lemma_.lower() not in _index("ones"):
                continue
        for kind in (*index.get(token.lower_, ()), *_index("ones").get(token.lemma_.lower(), ()),
                     *_index("events").get(token.lemma_.lower(), ())):  # fmt: skip
            yield Told(kind, token, unit)
        if token.lower_ in index:
            return
        if token.pos_ in ("VERB", "AUX") and token.dep_ == "ROOT":
            return


def _by_main_verb(counted: Counted) -> Iterator[Told]:
    """The sentence's verb, where the counted begin the sentence and the parser hung them on something else."""
    sentence = counted.token.sent
    lead = counted.token.i - sentence.start
    if counted.bare or lead > 4 or counted.token.dep_ not in ("nsubj", "nsubjpass", "compound", "nmod", "ROOT"):
        return
    verb = sentence.root
    if verb.pos_ == "VERB" and verb.i > counted.token.i and not _has_object(verb):
        yield from _verb_kinds(verb, "object" if _is_passive(verb) else "subject", counted)


def _last(counted: Counted) -> int:
    span = counted.token.doc.char_span(counted.number.figure, counted.number.end, alignment_mode="expand")
    return int(span.end) - 1 if span is not None else int(counted.figure.i)


# --- grammar ---------------------------------------------------------------------------------------


def _relative_role(verb: "Token") -> Role:
    for child in verb.children:
        if child.dep_ == "nsubj" and child.lower_ in ("who", "that", "which"):
            return "subject"
        if child.dep_ == "nsubjpass":
            return "object"
    return "object"


def _has_subject(verb: "Token") -> bool:
    return any(c.dep_ in ("nsubj", "nsubjpass", "expl") for c in verb.children)


def _has_object(verb: "Token") -> bool:
    return any(c.dep_ == "dobj" for c in verb.children)


def _is_passive(verb: "Token") -> bool:
    return any(c.dep_ == "auxpass" for c in verb.children)


def _has_have(verb: "Token") -> bool:
    return any(c.dep_ == "aux" and c.lemma_ == "have" for c in verb.children)


def _bare_participle(verb: "Token") -> bool:
    """ "12 injured": a participle that looks like a verb in the past."""
    helped = any(c.dep_ in ("aux", "auxpass") for c in verb.children)
    return verb.tag_ == "VBN" and not helped and not _has_object(verb)


# --- the lexicon, turned around ----------------------------------------------------------------------


@cache
def _verb_index() -> dict[
    Role, tuple[dict[str, list[lexicon.Kind]], dict[str, list[tuple[lexicon.Kind, frozenset[str]]]]]
]:
    index: dict[
        Role, tuple[dict[str, list[lexicon.Kind]], dict[str, list[tuple[lexicon.Kind, frozenset[str]]]]]
    ] = {"subject": ({}, {}), "object": ({}, {})}
    for kind in lexicon.kinds():
        for role, verbs, conditional in (
            ("subject", kind.does, kind.does_as),
            ("object", kind.undergoes, kind.undergoes_as),
        ):
            strict, depends = index["subject" if role == "subject" else "object"]
            for verb in sorted(verbs):
                strict.setdefault(verb, []).append(kind)
            for verb, words in conditional.items():
                depends.setdefault(verb, []).append((kind, words))
    return index


@cache
def _index(part: Literal["describes", "ones", "events"]) -> dict[str, tuple[lexicon.Kind, ...]]:
    index: dict[str, list[lexicon.Kind]] = {}
    for kind in lexicon.kinds():
        for word in sorted(getattr(kind, part)):
            index.setdefault(word, []).append(kind)
    return {word: tuple(found) for word, found in index.items()}


@cache
def _participles() -> dict[str, tuple[lexicon.Kind, ...]]:
    """Words that tell a kind beside a bare number: what describes, and past and -ing forms of its verbs."""
    index: dict[str, dict[str, lexicon.Kind]] = {}
    for word, found in _index("describes").items():
        for kind in found:
            index.setdefault(word, {})[kind.name] = kind
    for kind in lexicon.kinds():
        for verb in sorted(kind.undergoes | kind.does):
            stem = verb.removesuffix("e")
            doubled = (
                stem + stem[-1] if len(stem) > 1 and stem[-2] in "aeiou" and stem[-1] in "bgpt" else stem
            )
            for form in {stem + "ed", stem + "ing", doubled + "ed", doubled + "ing"}:
                index.setdefault(form, {})[kind.name] = kind
    return {word: tuple(found.values()) for word, found in index.items()}
