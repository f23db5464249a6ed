"""Verb cues: "said that", "vowed to", "condemned the raid", "warned of"."""

from typing import TYPE_CHECKING

from polybius.language.columns import columns_of
from polybius.quotes.attributions import Attribution, stretch, subtree
from polybius.quotes.lexicon import Cue, by_lemma, verbs_by_form
from polybius.quotes.speakers import subject

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# "Last week", "Monday": nouns in the object's place that are none.
_NO_OBJECT = frozenset({"TIME", "DATE", "PERCENT", "MONEY", "QUANTITY"})
_PLACEHOLDER = frozenset({
    "it", "that", "this", "so", "himself", "herself", "themselves", "itself", "him", "her", "them", "me",
    "you", "us", "nothing", "something", "anything",
})  # fmt: skip
# Whoever can say "slammed" of a decision; a storm can slam only a coast.
_SPEAKING_ENTITIES = frozenset({"PERSON", "ORG", "NORP", "GPE"})
_SPEAKING_PRONOUNS = frozenset({"he", "she", "they", "we", "i", "who"})
_SPEAKING_NOUNS = ("er", "or", "ist", "man", "woman", "men", "women", "ian", "dent", "cial", "ment", "group",
                   "party", "try", "union", "media", "critic", "ant", "mat", "uty")  # fmt: skip


def find(doc: "Doc", quoted: frozenset[int]) -> list[Attribution]:
    """The verb cues of a document outside the ``quoted`` tokens, in order."""
    found = []
    index = verbs_by_form()
    for i, lower in enumerate(columns_of(doc).lowers):
        if lower not in index or i in quoted or not _is_verb(token := doc[i]):
            continue
        for cue in index[lower]:
            if (end := _particles(token, cue)) is not None:
                if (attribution := _attribution(doc, token, cue, end)) is not None:
                    found.append(attribution)
                break
    return found


def _is_verb(token: "Token") -> bool:
    return token.tag_.startswith("VB") and token.dep_ not in ("aux", "auxpass", "amod", "compound")


def _says_something(doc: "Doc", content: tuple[int, int], source: "Token | None", cue: Cue) -> bool:
    """Not "the town, which locals call Karsk", where the content is but a name; and where nobody is the
    source, only a clause: "it was reported that", but not "recommended reading".
    """
    if "naming" in cue.frames and all(t.pos_ in ("PROPN", "DET") for t in doc[content[0] : content[1]]):
        return False
    return source is not None or doc[content[0] : content[1]].root.pos_ in ("VERB", "AUX")


def _only_described(verb: "Token", source: "Token", cue: Cue) -> bool:
    """A clause that says which thing is meant, not who says what: "a law that promises to …", "footage of
    the mayor asking". Words that speak ("a letter saying that") are attributions there too.
    """
    defining = source.lower_ in ("that", "which") or (verb.dep_ == "acl" and verb.tag_ == "VBG")
    return defining and cue.group not in ("say", "claim", "write", "warn")


def _particles(verb: "Token", cue: Cue) -> int | None:
    """The end of the cue: after its last particle where that follows at once; None if one is missing."""
    end = position = verb.i + 1
    doc = verb.doc
    for particle in cue.particles:
        at = next(
            (i for i in range(position, min(position + 5, len(doc))) if doc[i].lower_ == particle), None
        )
        if at is None or not (verb.is_ancestor(doc[at]) or at == position):
            return None
        if at == end:
            end = at + 1
        position = at + 1
    return end


def _attribution(doc: "Doc", verb: "Token", cue: Cue, end: int) -> Attribution | None:
    span = (verb.i, end)
    passive = any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children)
    source = subject(verb)
    if cue.speaker and (source is None or not _can_speak(source)):
        return None
    if source is not None and _only_described(verb, source, cue):
        return None
    content = _passive_content(verb, cue) if passive else _content(verb, cue, end)
    if content is None and "speech" in cue.frames:
        content = _host(verb, span)
    if source is not None and content is not None and content[0] <= source.i < content[1]:
        # A governing clause that holds the source too is no content.
        content = _without_source(content, source, verb)
    stripped = stretch(doc, *content, span) if content is not None else None
    if stripped is not None and not _says_something(doc, stripped, source, cue):
        stripped = None
    speech = "speech" in cue.frames
    if stripped is None and not speech:
        return None
    return Attribution(verb, span, source, stripped, speech, cue.group in ("criticize", "praise"))


def _content(verb: "Token", cue: Cue, end: int) -> tuple[int, int] | None:
    children = [c for c in verb.children if c.dep_ != "punct" and not verb.i < c.i < end]
    if "clause" in cue.frames or "speech" in cue.frames:
        for child in children:
            if child.dep_ == "ccomp" and not _is_infinitive(child):
                return _clause(child, verb)
        for child in children:
            if child.dep_ == "advcl" and child.i > verb.i and _unmarked(child):
                return subtree(child)
        for predicate in verb.doc[verb.i + 1 : end]:  # "made clear that"
            for child in predicate.children:
                if child.dep_ in ("ccomp", "csubj"):
                    return _clause(child, verb)
    things = [c for c in children if c.dep_ == "dobj" and c.ent_type_ not in _NO_OBJECT]
    if "clause" in cue.frames:
        for thing in things:
            # "Denied the claim that …" is another matter: there the noun itself attributes.
            if thing.lemma_ not in by_lemma("noun") and (clause := _mistaken_relative(thing)) is not None:
                return _clause(clause, verb)
    if cue.particles:
        things += [c for c in verb.doc[end - 1].children if c.dep_ == "pobj"]
    for child in children:
        if child.dep_ in ("xcomp", "ccomp", "advcl") and child.i > verb.i:
            urged = child.dep_ != "advcl" or (bool(things) and cue.group == "ask")
            if "infinitive" in cue.frames and urged and _is_infinitive(child):
                return _from_object(things, child, verb)
            if "gerund" in cue.frames and child.tag_ == "VBG" and child.dep_ != "advcl":
                return subtree(child)
    if "naming" in cue.frames:
        for child in children:
            if child.dep_ in ("oprd", "ccomp", "xcomp", "acomp") and not _is_infinitive(child):
                return _from_object(things, child, verb)
    for child in children:
        if child.dep_ in ("prep", "agent") and child.lower_ in cue.prepositions and child.i >= verb.i:
            governed = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
            if governed is not None and governed.ent_type_ not in _NO_OBJECT:
                first, last = subtree(governed)
                return (first, max(last, _infinitive_end(verb, cue, last)))
    if cue.particles and end < len(verb.doc) and "object" in cue.frames | cue.prepositions:
        inside = next((c for c in verb.doc[end - 1].children if c.dep_ in ("pobj", "pcomp")), None)
        if inside is not None:
            return subtree(inside)
    if "object" in cue.frames:
        for thing in things:
            if thing.i > verb.i and (
                thing.lower_ not in _PLACEHOLDER or cue.group in ("criticize", "praise")
            ):
                return _with_as(thing, verb)
            if thing.i < verb.i and thing.lower_ in ("what", "which", "that"):
                return subtree(thing)
    return None


def _passive_content(verb: "Token", cue: Cue) -> tuple[int, int] | None:
    for child in verb.children:
        if child.dep_ in ("ccomp", "xcomp") and child.i > verb.i and cue.frames & {"clause", "infinitive"}:
            return subtree(child)
    if cue.frames & {"object", "naming"} and any(c.dep_ == "agent" for c in verb.children):
        for child in verb.children:
            if child.dep_ == "nsubjpass":
                return subtree(child)
    return None


def _clause(child: "Token", verb: "Token") -> tuple[int, int]:
    first, end = subtree(child)
    if verb.doc[first].lower_ == "that" and verb.doc[first].dep_ == "mark":
        first += 1
    return first, end


def _mistaken_relative(thing: "Token") -> "Token | None":
    """The clause in "told the families that the ship had sunk", which parsers like to hang on "families"."""
    for child in thing.children:
        if child.dep_ in ("relcl", "acl"):
            first = child.left_edge
            own = [c for c in child.children if c.dep_ in ("nsubj", "nsubjpass")]
            if first.lower_ == "that" and own and first not in own and first.dep_ != "dobj":
                return child
    return None


def _host(verb: "Token", cue: tuple[int, int]) -> tuple[int, int] | None:
    """What a parenthetical cue stands in: "the road, he said, was closed"; "as he said"."""
    if (
        verb.dep_ in ("parataxis", "advcl", "intj")
        and verb.head != verb
        and verb.head.pos_ in ("VERB", "AUX")
    ):
        as_said = any(c.dep_ in ("mark", "advmod") and c.lower_ == "as" for c in verb.children)
        if verb.dep_ == "advcl" and not as_said:
            return None
        first, end = subtree(verb.head)
        own = subtree(verb)
        return (first, own[0]) if own[0] - first >= end - own[1] else (own[1], end)
    return None


def _without_source(content: tuple[int, int], source: "Token", verb: "Token") -> tuple[int, int] | None:
    if source.i < verb.i:
        first = source.left_edge.i
        return (content[0], first) if content[0] < first else (verb.i + 1, content[1])
    end = source.right_edge.i + 1
    return (content[0], verb.i) if content[0] < verb.i else (end, content[1])


def _from_object(things: list["Token"], child: "Token", verb: "Token") -> tuple[int, int]:
    first, end = subtree(child)
    before = [t for t in things if verb.i < t.i < child.i]
    return (min(first, before[0].left_edge.i) if before else first), end


def _with_as(thing: "Token", verb: "Token") -> tuple[int, int]:
    """The object, and what it is called: "described it as a massacre", "accused him of theft"."""
    first, end = subtree(thing)
    for child in verb.children:
        if child.dep_ == "prep" and child.i >= end and child.lower_ in ("as", "of", "to", "for", "with"):
            end = max(end, child.right_edge.i + 1)
            break
    return first, end


def _infinitive_end(verb: "Token", cue: Cue, default: int) -> int:
    if "infinitive" not in cue.frames:
        return default
    for child in verb.children:
        if child.dep_ in ("xcomp", "advcl", "ccomp") and _is_infinitive(child) and child.i > verb.i:
            return int(child.right_edge.i) + 1
    return default


def _unmarked(clause: "Token") -> bool:
    """A clause with its subject and nothing that makes it adverbial: "said after the vote he would go"."""
    subject_at = next((c.i for c in clause.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    finite = clause.tag_ in ("VBD", "VBZ", "VBP") or any(
        c.tag_ in ("MD", "VBD", "VBZ", "VBP") for c in clause.children
    )
    return subject_at is not None and finite and not any(
        c.dep_ in ("mark", "advmod") and c.i < subject_at and c.lower_ != "that" for c in clause.children
    )  # fmt: skip


def _is_infinitive(token: "Token") -> bool:
    return any(c.tag_ == "TO" for c in token.children if c.i < token.i and c.dep_ == "aux")


def _can_speak(token: "Token") -> bool:
    return (
        token.ent_type_ in _SPEAKING_ENTITIES
        or token.lower_ in _SPEAKING_PRONOUNS
        or token.lemma_.lower().endswith(_SPEAKING_NOUNS)
    )
