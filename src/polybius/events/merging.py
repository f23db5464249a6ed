"""Many readings of a sentence, one event: words that tell it together are put together."""

from polybius.events import frames, syntax
from polybius.events.frames import Mediation
from polybius.events.reading import Reading

_FORCE = frozenset({"ASSAULT", "CONTROL"})
_THROUGH = frozenset({"after", "following", "through", "by", "in", "with", "during", "amid"})
# Things that strike by themselves: what kills here is no assault.
_BLIND = frozenset({"DISASTER", "HARDSHIP"})


def merge(found: dict[int, Reading], mediation: Mediation) -> None:
    """Put together, in place, the readings (by token) that tell one event, and lend actors where the syntax says."""
    _drop_governors(found)
    _merge_words(found, mediation)
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
        if _is_consequence(reading, found):
            main = found[reading.token.head.i]
            _absorb(main, reading)
            del found[reading.token.i]
        elif reading.token.pos_ in ("VERB", "AUX"):
            _merge_subject(reading, found)


def _is_consequence(reading: Reading, found: dict[int, Reading]) -> bool:
    """Whether a participle only tells the harm of the event that governs it: "struck the town, killing 12"."""
    token = reading.token
    main = found.get(token.head.i)
    if (
        main is None
        or main is reading
        or token.dep_ != "advcl"
        or token.tag_ != "VBG"
        or token.i < main.token.i
    ):
        return False
    return main.type == reading.type or (main.type in _BLIND and reading.type in ("ASSAULT", "COERCE"))


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
            found.pop(reading.token.i, None)
            return
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
    keeper.rules.append(f"with {other.entry} at {other.token.text!r}")
