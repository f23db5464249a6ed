"""From an event word up through what governs it: light verbs, operators, and plain words."""

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from polybius.events import grammar, syntax
from polybius.events.conditions import Site, holds, site_of
from polybius.events.lexicon import Lexicon, Light, Operator, Pos
from polybius.language.columns import Columns, children_of, columns_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_LIMIT = 8
# Parts of speech in the parse: those of the lexicon. Words of others carry no entry.
PARTS_OF_SPEECH: dict[str, Pos] = {
    "VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adj", "ADV": "adj",
}  # fmt: skip
_APART = frozenset({"over", "up", "off", "down", "back", "out", "away"})


@dataclass(frozen=True)
class Step:
    """One governing word: what it is to the event, and the position in which it governs."""

    token: "Token"
    kind: Literal["light", "operator", "plain"]
    position: str
    light: Light | None = None
    operator: Operator | None = None


def lemmas(words: Columns, i: int) -> list[str]:
    """Forms under which word ``i`` is looked up, the longest first: with particle, compound or hyphen."""
    lemma = words.lemmas[i]
    if words.pos[i] in ("VERB", "AUX"):
        bases = [lemma, *stems(words.lowers[i])]
        particles = [words.lowers[c] for c in words.children[i] if c > i and _is_particle(words, c, i)]
        joined = [f"{stem} {particle}" for stem in bases for particle in particles]
        return [*joined, *_hyphenated(words, i), *dict.fromkeys(bases)]
    named: list[str] = []
    if i - 1 in words.children[i] and words.deps[i - 1] in ("compound", "amod", "nmod"):
        named = [f"{form} {lemma}" for form in dict.fromkeys((words.lowers[i - 1], words.lemmas[i - 1]))]
    return [*named, *_hyphenated(words, i), lemma]


def _is_particle(words: Columns, i: int, verb: int) -> bool:
    """Whether a word on a verb may be its particle: a preposition right after it, or one that can stand apart."""
    if words.deps[i] == "prep":
        return i == verb + 1 or words.lowers[i] in _APART
    return words.deps[i] in ("prt", "advmod", "acomp")


def _hyphenated(words: Columns, i: int) -> list[str]:
    """The forms of a word with what a hyphen joins to it: "cease-fire", "ceasefire"."""
    if i < 2 or words.texts[i - 1] != "-" or words.starts[i] != words.starts[i - 1] + 1:
        return []
    before, lemma = words.lowers[i - 2], words.lemmas[i]
    return [f"{before}-{lemma}", f"{before}{lemma}"]


@functools.lru_cache(maxsize=20_000)
def stems(form: str) -> tuple[str, ...]:
    """Base forms that a regular verb form can have; the pipeline's lemma is at times none ("raped": "rap")."""
    for ending in ("ied", "ed", "ing", "es", "s"):
        if form.endswith(ending) and len(form) > len(ending) + 2:
            stem = form.removesuffix(ending)
            if ending == "ied":
                return (stem + "y",)
            doubled = [stem[:-1]] if len(stem) > 2 and stem[-1] == stem[-2] else []
            hard = [stem[:-1]] if stem.endswith("ck") else []
            return (stem, stem + "e", *doubled, *hard) if ending != "s" else (stem,)
    return ()


def climb(token: "Token", lexicon: Lexicon, type_: str) -> list[Step]:
    """The words that govern an event word, innermost first, as far as they bear on it."""
    steps: list[Step] = []
    at, seen = token, {token.i}
    for _ in range(_LIMIT):
        place = _governor(at, steps)
        if place is None:
            break
        governor, positions = place
        if governor.i in seen:
            break
        seen.add(governor.i)
        nominal = syntax.is_nominal(token) and all(s.kind == "plain" and _holds(s) for s in steps)
        step = _step(governor, positions, at, lexicon, type_, nominal=nominal)
        if (
            step.kind == "plain"
            and positions[0].startswith("prep:")
            and governor.dep_ in ("dobj", "nsubjpass")
        ):
            # "accused rebels of attacking": the parser hangs the verb's phrase on its object
            above = _step(governor.head, positions, at, lexicon, type_, nominal=nominal)
            if above.kind == "operator":
                step, governor = above, governor.head
        named = step.kind == "plain" and step.position == "compound" and governor.dep_ == "dobj"
        if named and at.lower_.endswith("ing"):
            # "denied shelling civilians", where the parser takes the verb for a part of its object's name
            above = _step(governor.head, ["ing"], at, lexicon, type_, nominal=False)
            if above.kind == "operator":
                step, governor = above, governor.head
        steps.append(step)
        if step.operator is not None:
            type_ = step.operator.convert.get(type_, type_)
        if step.kind == "plain" and not _carries(at, governor, step.position):
            break
        at = governor
    return steps


def _governor(token: "Token", steps: list[Step]) -> "tuple[Token, list[str]] | None":
    """What governs a token, and the names of the position in which it does."""
    dep, head = token.dep_, token.head
    over = syntax.gerund_governor(token)
    if over is not None:
        return over, ["ing", f"prep:{head.head.lower_}"] if head.dep_ == "pobj" else ["ing", "object"]
    if syntax.is_nominal(token) and not steps:
        # "the attack launched by rebels", "the truce that both sides signed": the verb hangs on its noun
        for child in children_of(token):
            if child.dep_ in ("acl", "relcl") and child.pos_ == "VERB":
                if token in syntax.objects(child):
                    return child, ["object"]
                if child.dep_ == "relcl" and token in syntax.subjects(child):
                    break
    if head == token:
        return None
    if dep in ("dobj", "nsubjpass", "dative"):
        return head, ["object"]
    if dep in ("nsubj", "csubj", "csubjpass"):
        return head, ["subject"]
    if dep in ("pobj", "pcomp"):
        governor = (
            head.head
            if head.pos_ in ("ADP", "SCONJ", "ADV", "PART", "VERB") and head.head != head
            else head
        )
        while governor.dep_ == "prep" and governor.pos_ == "ADP" and governor.head != governor:
            governor = governor.head
        return governor, [f"prep:{head.lower_}", "ing"] if dep == "pcomp" else [f"prep:{head.lower_}"]
    if dep == "relcl" and syntax.clause_kind(token) == "to":
        dep = "acl"  # "calls to resign", taken for a relative clause
    if dep in ("xcomp", "ccomp", "acl", "advcl", "oprd"):
        kind = syntax.clause_kind(token) or "that"
        if dep == "acl" and kind == "that":
            return None
        if dep == "acl" and kind == "to" and head.dep_ == "pobj" and head.head.lower_ in ("for", "on"):
            # "called for troops to be deployed", where the parser hangs the clause on the noun
            return head.head.head, [kind, f"prep:{head.head.lower_}"]
        mark = next((c.lower_ for c in children_of(token) if c.dep_ == "mark"), None)
        if dep == "advcl" and kind != "to" and mark != "for":
            return None
        return head, [kind, *(["object"] if dep == "oprd" else []), *(["prep:for"] if mark == "for" else [])]
    if dep == "conj":
        first = syntax.coordinated_with(token)
        return _governor(first, [step for step in steps if step.token != first] or steps)
    if dep in ("compound", "nmod", "amod") and syntax.is_nominal(head):
        return head, ["compound"]
    if dep in ("acomp", "attr"):
        return head, ["predicate"]
    return None


def _carries(at: "Token", governor: "Token", position: str) -> bool:
    """Whether what governs a plain word bears on the event below it as well."""
    if governor.pos_ in ("AUX", "VERB") and position in ("predicate", "to", "ing"):
        return True
    if position == "compound":
        return governor.lemma_.lower() in grammar.load().containers
    if position == "prep:in" and governor.lemma_.lower() in grammar.load().growth:
        return True
    opened = syntax.content(governor) != governor
    return position == "prep:of" and (opened or governor.lemma_.lower() in grammar.load().growth)


def _holds(step: Step) -> bool:
    """Whether a plain noun only holds the event: "an aid *package*", "an *increase* in aid"."""
    return step.position == "compound" or step.position in ("prep:in", "prep:of")


def light_of(steps: list[Step]) -> Step | None:
    """The light verb directly over an event noun, or over the noun that holds it."""
    for step in steps:
        if step.kind == "light":
            return step
        if step.kind != "plain" or not _holds(step):
            return None
    return None


def _step(
    governor: "Token", positions: list[str], at: "Token", lexicon: Lexicon, type_: str, *, nominal: bool
) -> Step:
    pos = PARTS_OF_SPEECH.get(governor.pos_)
    site = site_of(governor)
    if pos is not None:
        for form in _whole_forms(governor):
            if pos == "verb" and nominal:
                for light in lexicon.lights_of(form):
                    position = _match(light.position, positions)
                    if (
                        position
                        and (not light.types or type_ in light.types)
                        and _allowed(light, site, lexicon)
                    ):
                        return Step(governor, "light", position, light=light)
            for operator in lexicon.operators_of(form, pos):
                position = _match(operator.governs, positions)
                if position and _bears_on(operator, type_) and _allowed(operator, site, lexicon):
                    return Step(governor, "operator", position, operator=operator)
            if pos == "adj" and governor.tag_ in ("VBN", "JJ"):
                for operator in lexicon.operators_of(form, "verb"):
                    position = _match(operator.governs, positions)
                    if position and _bears_on(operator, type_) and _allowed(operator, site, lexicon):
                        return Step(governor, "operator", position, operator=operator)
    return Step(governor, "plain", positions[0])


def _whole_forms(token: "Token") -> list[str]:
    """Forms of a governing word; a verb with a particle is not the verb without it ("blast off")."""
    forms = lemmas(columns_of(token.doc), token.i)
    if token.pos_ in ("VERB", "AUX") and syntax.particle(token):
        return [f for f in forms if " " in f] or forms
    return forms


def _match(wanted: tuple[str, ...], have: list[str]) -> str | None:
    return next((p for p in have if p in wanted), None)


def _bears_on(operator: Operator, type_: str) -> bool:
    return not operator.types or type_ in operator.types


def _allowed(entry: Light | Operator, site: Site, lexicon: Lexicon) -> bool:
    return holds(entry.when, site, lexicon, every=True) and not holds(
        entry.unless, site, lexicon, every=False
    )
