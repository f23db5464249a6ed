"""The fine type of an event: ACLED's sub-event types and a few more, by rules over what is coded."""

import functools
import tomllib
from collections.abc import Iterable, Sequence
from importlib.resources import files

import msgspec

from polybius.events.lexicon import LexiconError
from polybius.records import Participant

_STATE = frozenset({"GOV", "MIL", "LEG", "JUD", "SPY", "IGO"})
# Words in a party's name that make it a state's, whatever its sector: "government forces", "the Iraqi army".
_OF_STATE = frozenset("government army military national security regime coalition troops soldiers".split())
_ARMED = frozenset({"REB", "UAF", "INS", "SEP", "CRM", "IMG", "PRM"})
_CIVILIAN = frozenset(
    {
        "CVL",
        "CIV",
        "REF",
        "EDU",
        "LAB",
        "MED",
        "BUS",
        "REL",
        "NGO",
        "HRI",
        "ETH",
        "MIN",
        "AGR",
        "OPP",
        "PTY",
        "SOC",
        "HLH",
        "WRL",
    }
)


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A subtype and what must hold for it; an empty list asks nothing."""

    subtype: str
    example: str = ""
    type: tuple[str, ...] = ()
    mode: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    trigger: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    object: tuple[str, ...] = ()


@functools.cache
def load() -> tuple[Rule, ...]:
    """The packaged rules, in order. Raises LexiconError when the file breaks its schema."""
    path = files("polybius") / "data" / "lexicon" / "subtypes.toml"
    with path.open("rb") as stream:
        rows = tomllib.load(stream).get("subtype", [])
    try:
        return tuple(msgspec.convert(rows, list[Rule]))
    except msgspec.ValidationError as error:
        raise LexiconError(f"subtypes.toml: {error}") from error


def sides(
    participants: Iterable[Participant],
    crowd: frozenset[str],
    armed: frozenset[str],
    police: frozenset[str],
    heads: Sequence[str],
) -> set[str]:
    """What the fillers of a role are: state, armed (not the state's), crowd, civilian, police, or unknown.

    ``heads`` are the lemmas of their head nouns, for those whose sector is not known.
    """
    found: set[str] = set()
    for participant in participants:
        sectors = set(participant.sectors)
        if sectors & _STATE:
            found.add("state")
        if _OF_STATE.intersection(participant.text.lower().split()):
            found.add("state")
        if "COP" in sectors:
            found |= {"police", "state"}
        if sectors & _ARMED:
            found.add("armed")
        if sectors & _CIVILIAN:
            found.add("civilian")
        if participant.country and not sectors:
            found.add("state")
    for head in heads:
        if head in crowd:
            found.add("crowd")
        elif head in police:
            found |= {"police", "state"}
        elif head in armed and not found & {"state", "police"}:
            found.add("armed")
    return found or {"unknown"}


def subtype(
    type_: str,
    mode: str | None,
    status: str,
    actor: set[str],
    recipient: set[str],
    trigger: str,
    near: frozenset[str],
    objects: Sequence[str] = (),
) -> str | None:
    """The first rule's subtype that holds; None where none does.

    ``near``: lemmas of the sentence; ``objects``: lemmas of what the trigger is done to.
    """
    for rule in load():
        if (
            (not rule.type or type_ in rule.type)
            and (not rule.mode or (mode or "") in rule.mode)
            and (not rule.status or status in rule.status)
            and (not rule.actor or actor.intersection(rule.actor))
            and (not rule.recipient or recipient.intersection(rule.recipient))
            and (not rule.trigger or trigger in rule.trigger)
            and (not rule.near or near.intersection(rule.near))
            and (not rule.also or near.intersection(rule.also))
            and (not rule.object or any(o in rule.object for o in objects))
        ):
            return rule.subtype
    return None
