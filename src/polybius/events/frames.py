"""Role frames: which words fill an event's roles, by the positions that its frame names."""

import functools
import tomllib
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import TYPE_CHECKING

import msgspec

from polybius.events import grammar, syntax
from polybius.events.lexicon import LexiconError
from polybius.language.columns import children_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_GIVING = frozenset({"give", "grant", "offer", "award", "deny", "lend", "promise", "send", "extend", "show"})
Roles = dict[str, "list[Token]"]

ROLES = ("actor", "recipient", "place", "theme")


class Frame(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Positions that fill each role, in order of preference, for the verb and the noun of a frame."""

    verb: Mapping[str, tuple[str, ...]]
    noun: Mapping[str, tuple[str, ...]]
    union: bool = False


class Mediation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words whose subject stands between the parties, and the event types that have such parties."""

    types: tuple[str, ...]
    words: tuple[str, ...]


@functools.cache
def load() -> tuple[Mapping[str, Frame], Mediation]:
    """The packaged frames and mediation words. Raises LexiconError when the file breaks its schema."""
    path = files("polybius") / "data" / "lexicon" / "frames.toml"
    with path.open("rb") as stream:
        table = tomllib.load(stream)
    try:
        mediation = msgspec.convert(table.pop("mediation"), Mediation)
        return msgspec.convert(table, dict[str, Frame]), mediation
    except (msgspec.ValidationError, KeyError) as error:
        raise LexiconError(f"frames.toml: {error}") from error


def fill(
    token: "Token",
    frame: Frame,
    *,
    is_actor: "Callable[[Token], bool]",
    is_place: "Callable[[Token], bool]",
    light: "Token | None" = None,
    light_subject: str | None = None,
) -> Roles:
    """Words that fill the frame's roles around an event word.

    ``light`` is the light verb over an event noun, ``light_subject`` the role its subject plays; the light
    verb's phrases count as the noun's own, after those. ``is_actor`` tells whether a noun before a noun
    can act, ``is_place`` whether a noun is a place. No word fills two roles.
    """
    is_verb = token.pos_ in ("VERB", "AUX", "ADJ", "ADV") and light is None
    wanted = frame.verb if is_verb else frame.noun
    positions = _Positions(token, light, is_actor, is_place)
    roles: Roles = {}
    taken: set[int] = {token.i}
    if light is not None and light_subject in ("actor", "recipient"):
        role = (
            "place"
            if light_subject == "recipient" and "place" in frame.verb and frame.verb["actor"] != ("subject",)
            else light_subject
        )
        roles[role] = _fresh(syntax.subjects(light), taken)
    if light is not None and any(t.i == token.i for t in syntax.subjects(light)):
        roles["recipient"] = _fresh(syntax.objects(light), taken)  # "an earthquake killed 200 people"
    for role in ROLES:
        have = roles.get(role, [])
        if have and not frame.union:
            continue
        for position in wanted.get(role, ()):
            found = _fresh(positions(position), taken)
            have = [*have, *found]
            if have and not frame.union:
                break
        roles[role] = sorted(have, key=lambda t: t.i)
    return roles


def _holder(token: "Token") -> "Token | None":
    """The noun that only holds an event word before it: "the government's aid *package*"."""
    if token.dep_ in ("compound", "nmod") and token.head.lemma_.lower() in grammar.load().containers:
        return token.head
    return None


def _fresh(tokens: "list[Token]", taken: set[int]) -> "list[Token]":
    fresh = [t for t in tokens if t.i not in taken]
    taken.update(t.i for t in fresh)
    return fresh


class _Positions:
    """The words at each position around an event word and the light verb over it."""

    def __init__(
        self,
        token: "Token",
        light: "Token | None",
        is_actor: "Callable[[Token], bool]",
        is_place: "Callable[[Token], bool]",
    ) -> None:
        self.token = token
        self.is_place = is_place
        self.is_actor = is_actor
        self.phrases = syntax.phrases(token)
        self.light_phrases = syntax.phrases(light) if light is not None else {}
        self.light = light
        self.holder = _holder(token)
        if self.holder is not None:
            self.light_phrases = {**syntax.phrases(self.holder), **self.light_phrases}

    def _done_to(self, token: "Token") -> bool:
        """Whether the verb is done to its object: in the passive, or to people ("rescuers evacuated residents").

        A place as object is left or suffered in, not acted on ("fled the region").
        """
        if syntax.is_passive(token):
            return True
        things = syntax.objects(token)
        return bool(things) and not any(self.is_place(t) for t in things)

    def _given(self) -> "list[Token]":
        """To whom a verb of giving gives, where the parser takes them for a part of what is given.

        "Granted the Portuguese government permission", "gave the rebels support".
        """
        if self.light is None or self.light.lemma_.lower() not in _GIVING or self.token.dep_ != "dobj":
            return []
        named = [t for t in syntax.compounds(self.token) if t.dep_ == "compound" and self.is_actor(t)]
        return [t for t in named if t.ent_type_ or any(c.dep_ in ("det", "amod") for c in children_of(t))]

    def __call__(self, position: str) -> "list[Token]":
        token = self.token
        if position == "subject":
            return syntax.subjects(token)
        if position == "object":
            return syntax.objects(token)
        if position == "undergoer":
            return syntax.objects(token) if self._done_to(token) else syntax.subjects(token)
        if position == "agent":
            return syntax.subjects(token) if self._done_to(token) else []
        if position == "dative":
            return syntax.datives(self.light or token) or self._given()
        if position == "owner":
            return syntax.possessors(token) or (syntax.possessors(self.holder) if self.holder is not None else [])
        if position == "compound":
            held = syntax.compounds(self.holder) if self.holder is not None else []
            return [t for t in (*held, *syntax.compounds(token)) if t != token and self.is_actor(t)]
        if position == "thing":
            return [
                t for t in syntax.compounds(token) if t.pos_ != "ADJ" and t.ent_type_ not in ("DATE", "TIME")
            ]
        if position == "speaker":
            return syntax.speakers(token)
        if position == "clause-subject":
            clauses = [c for c in children_of(token) if c.dep_ in ("ccomp", "xcomp")]
            return [s for c in clauses for s in syntax.subjects(c)][:3] if clauses else []
        found = self.phrases.get(position, []) or self.light_phrases.get(position, [])
        if position == "against" and not found:
            # "filed a lawsuit in a Paris court against the minister", hung on the court
            nearby = [t for things in (*self.phrases.values(), *self.light_phrases.values()) for t in things]
            found = [z for t in nearby for z in syntax.phrases(t).get("against", [])]
        if position == "by" and not found:
            # "the killing of Y by Z", where the parser hangs "by Z" on Y
            found = [z for y in self.phrases.get("of", []) for z in syntax.phrases(y).get("by", [])]
        return [t for t in found if t.ent_type_ not in ("DATE", "TIME")]
