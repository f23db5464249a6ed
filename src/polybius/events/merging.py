"""Many readings of a sentence, one event: words that tell it together are put together."""

from typing import TYPE_CHECKING

from polybius.events import frames, syntax
from polybius.events.frames import Mediation
from polybius.events.reading import Reading
from polybius.language.columns import children_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_FORCE = frozenset({"ASSAULT", "CONTROL"})
_THROUGH = frozenset({"after", "following", "through", "by", "in", "with", "during", "amid"})
_PURPOSE = frozenset({"advcl", "acl", "xcomp", "relcl"})
_WHEN = frozenset({"when", "as", "after", "while"})
_IN = ("in", "by", "from", "during", "amid")
# Things that strike by themselves: what kills here is no assault.
_BLIND = frozenset({"DISASTER", "HARDSHIP"})


def merge(found: dict[int, Reading], mediation: Mediation) -> None:
    """Put together, in place, the readings (by token) that tell one event, and lend actors where the syntax says."""
    if not found:
        return
    _drop_governors(found)
    _give_actors_of_events(found)
    _merge_words(found, mediation)
    _merge_purposes(found)
    _lend_actors(found)


def _drop_governors(found: dict[int, Reading]) -> None:
    """A word that served another as light verb or operator tells no event of its own."""
    served = {
        s.token.i
        for r in found.values()
        for s in r.steps
        if s.kind != "plain"
        and (s.kind == "light" or (s.operator is not None and (s.operator.type or s.operator.convert)))
    }
    for i in served & found.keys():
        del found[i]


def _give_actors_of_events(found: dict[int, Reading]) -> None:
    """Where an event is said to act, those act who take part in it: "the summit between X and Y failed to agree"."""
    for reading in found.values():
        if reading.token.pos_ in ("VERB", "AUX"):
            continue  # that verb tells the same event, or its harm
        acting: list[Token] = []
        for token in reading.roles.get("actor", []):
            event = found.get(token.i)
            acting += [token] if event is None or event.type in _BLIND else event.roles.get("actor", [])
        reading.roles["actor"] = sorted({t.i: t for t in acting}.values(), key=lambda t: t.i)


def _merge_purposes(found: dict[int, Reading]) -> None:
    """Whom aid is given to help: "provided food *to support* refugees" tells whom the food is for."""
    for reading in list(found.values()):
        token = reading.token
        purpose = reading.status == "planned" and reading.type in ("SUPPORT", "AID") and token.dep_ in _PURPOSE
        if not purpose or syntax.clause_kind(token) != "to":
            continue
        verb = token.head
        given = next(
            (r for r in found.values() if r.type == "AID" and r is not reading
             and (r.token == verb or r.token.head == verb or any(s.token == verb for s in r.steps))),
            None,
        )  # fmt: skip
        if given is not None:
            if not given.roles.get("recipient"):
                acting = {t.i for t in given.roles.get("actor", [])}
                given.roles["recipient"] = [t for t in reading.roles.get("recipient", []) if t.i not in acting]
            given.rules.append(f"{reading.entry} is its purpose")
            del found[token.i]


def _merge_words(found: dict[int, Reading], mediation: Mediation) -> None:
    """One event told by two words of a clause: "the attack killed 12", "a bomb attack", "waged war"."""
    for reading in list(found.values()):
        if reading.token.i not in found:
            continue
        mediates = reading.token.lemma_.lower() in mediation.words and reading.token.dep_ in ("amod", "acl")
        if mediates and reading.token.head.i in found:
            # "a Russia-brokered truce": the mediator is the truce's, not an event's of its own
            del found[reading.token.i]
            continue
        if reading.token.dep_ in ("compound", "amod", "nmod"):
            head = found.get(reading.token.head.i)
            if head is not None and head.type == reading.type:
                _absorb(head, reading)
                del found[reading.token.i]
                continue
        if reading.idiom:
            _merge_idiom(reading, found)
        if _is_consequence(reading, found):
            first = reading.token.head if reading.token.dep_ == "conj" else reading.token
            _absorb(found[first.head.i], reading)
            del found[reading.token.i]
        elif _merge_harm(reading, found):
            continue
        elif reading.token.pos_ in ("VERB", "AUX"):
            _merge_subject(reading, found)


def _is_consequence(reading: Reading, found: dict[int, Reading]) -> bool:
    """Whether a participle only tells the harm of the event that governs it.

    "Struck the town, killing 12 and wounding 30": so does one that is joined to such a participle.
    """
    token = reading.token
    first = token.head if token.dep_ == "conj" and token.head.dep_ == "advcl" else token
    main = found.get(first.head.i)
    if main is None or main is reading or first.dep_ != "advcl" or token.tag_ != "VBG" or token.i < main.token.i:
        return False
    return main.type == reading.type or (main.type in _BLIND and reading.type in ("ASSAULT", "COERCE"))


def _merge_idiom(reading: Reading, found: dict[int, Reading]) -> None:
    """The noun of an idiom tells nothing besides it: "opened fire", "fired tear gas"."""
    for thing in syntax.objects(reading.token):
        other = found.get(thing.i)
        if other is not None and other.type == reading.type and thing.lemma_.lower() in reading.idiom:
            _absorb(reading, other)
            del found[thing.i]


def _merge_harm(reading: Reading, found: dict[int, Reading]) -> bool:
    """Harm that nobody is said to have done is the harm of the event it is told with.

    "68 were killed when a depot exploded", "killed in the fighting". True where the reading is gone into that
    event, which knows of its word.
    """
    token = reading.token
    if reading.type != "ASSAULT" or reading.roles.get("actor") or not syntax.is_passive(token):
        return False
    verbs = [token, *(c for c in children_of(token) if c.dep_ == "conj" and c.pos_ == "VERB")]
    if token.dep_ == "conj":
        verbs.append(token.head)
    clauses = [c.i for verb in verbs for c in children_of(verb) if c.dep_ == "advcl" and _mark(c) in _WHEN]
    nouns = [t.i for verb in verbs for prep in _IN for t in syntax.phrases(verb).get(prep, [])]
    for i in (*clauses, *nouns):
        event = found.get(i)
        if event is None or event.type not in ("ASSAULT", "DISASTER"):
            continue
        known = {t.i for t in event.roles.get("recipient", [])}
        harmed = [t for t in reading.roles.get("recipient", []) if t.i not in known]
        event.roles["recipient"] = [*event.roles.get("recipient", []), *harmed]
        event.confidence = max(event.confidence, reading.confidence)
        event.also.append(token)
        event.rules.append(f"{reading.entry} tells its harm")
        del found[token.i]
        return True
    return False


def _mark(verb: "Token") -> str:
    """The word that opens an adverbial clause."""
    return next((c.lower_ for c in children_of(verb) if c.dep_ in ("mark", "advmod") and c.i < verb.i), "")


def _lend_actors(found: dict[int, Reading]) -> None:
    """Who gains control, or strikes, "after a rout of" somebody did the routing."""
    for reading in found.values():
        head = reading.token.head
        if reading.type not in _FORCE or reading.roles.get("actor") or head.lower_ not in _THROUGH:
            continue
        governor = found.get(head.head.i) or next(
            (r for r in found.values() if any(s.token.i == head.head.i for s in r.steps[:1])), None
        )
        if governor is None or governor is reading or governor.type not in _FORCE:
            continue
        suffering = {t.i for t in reading.roles.get("recipient", [])}
        reading.roles["actor"] = [t for t in governor.roles.get("actor", []) if t.i not in suffering]
        if reading.roles["actor"]:
            reading.rules.append(f"actor is that of {governor.entry}")


def _merge_subject(reading: Reading, found: dict[int, Reading]) -> None:
    for subject in syntax.subjects(reading.token):
        event = found.get(subject.i)
        if event is None or event is reading:
            continue
        reading.roles["actor"] = [t for t in reading.roles.get("actor", []) if t != subject]
        if event.type in _BLIND and reading.type in ("ASSAULT", "COERCE"):
            event.roles["recipient"] = event.roles.get("recipient") or reading.roles.get("recipient", [])
            event.rules.append(f"{reading.entry} tells its harm")
            event.also.append(reading.token)
            found.pop(reading.token.i, None)
            return
        if event.type == "AID" and reading.type == "SUPPORT":
            reading.type, reading.mode = "AID", None  # "the grant supported 300 schools"
        if event.type == reading.type:
            _absorb(reading, event)
            del found[subject.i]
        elif not reading.roles["actor"]:
            reading.roles["actor"] = list(event.roles.get("actor", []))


def _absorb(keeper: Reading, other: Reading) -> None:
    """Give one reading what another of the same event knows."""
    for role in frames.ROLES:
        if not keeper.roles.get(role):
            keeper.roles[role] = [t for t in other.roles.get(role, []) if t != keeper.token]
    keeper.mode = keeper.mode or other.mode
    keeper.subtype = keeper.subtype or other.subtype
    keeper.context = tuple(dict.fromkeys(keeper.context + other.context))
    keeper.also += [other.token, *other.also]
    keeper.rules.append(f"with {other.entry} at {other.token.text!r}")
