"""What a document is telling of, as far as it bears on the next sentence: an attack, or a disaster."""

from collections.abc import Sequence

from polybius.events import syntax
from polybius.events.reading import Reading
from polybius.times import lexicon


class Thread:
    """Follows a document's readings in order.

    Deaths that nobody is said to have caused ("more than 44,200 people were killed") are those of what is
    being told: where that is a disaster and no attack by anybody, they are the disaster's. So are those that a
    disaster itself caused: "a quake struck. It killed six", "the collapse of two dams that killed thousands".
    """

    def __init__(self) -> None:
        self._disaster: Reading | None = None
        self._attack = False
        self._last: Reading | None = None

    def follow(self, readings: Sequence[Reading]) -> None:
        """Take in a sentence's readings; agentless harm among them becomes the disaster's, in place."""
        before = self._last
        for reading in readings:
            if reading.type == "ASSAULT" and reading.mode is None:
                cause = _cause(reading, readings, before)
                if cause is not None:
                    reading.rules.append(f"harm by the {cause.token.lemma_.lower()}")
                    reading.type, reading.mode, reading.subtype = "DISASTER", cause.mode, cause.subtype
                    reading.roles["actor"] = []
                    continue
            if reading.type == "DISASTER":
                self._disaster = reading
            elif reading.type == "ASSAULT":
                if not _agentless(reading):
                    self._attack = True
                elif self._disaster is not None and not self._attack:
                    reading.rules.append(f"harm of the {self._disaster.token.lemma_.lower()} told before")
                    reading.type, reading.retells = "DISASTER", True
                    reading.mode, reading.subtype = self._disaster.mode, self._disaster.subtype


        physical = [reading for reading in readings if reading.type in ("DISASTER", "ASSAULT")]
        self._last = physical[-1] if physical else None


def _cause(reading: Reading, readings: Sequence[Reading], before: Reading | None) -> Reading | None:
    """The disaster that the subject of a verb of harm stands for, if any."""
    verb = reading.token
    if verb.pos_ != "VERB" or verb.lemma_.lower() not in lexicon.words("effect", "verbs"):
        return None
    subject = next((child for child in verb.lefts if child.dep_ == "nsubj"), None)
    if subject is None:
        return None
    if subject.tag_ == "WDT" and verb.dep_ == "relcl":
        antecedent = verb.head
        for _ in range(6):
            found = next((r for r in readings if r.token == antecedent), None)
            if found is not None:
                return found if found.type == "DISASTER" else None
            if antecedent.dep_ not in ("pobj", "prep", "appos", "conj"):
                return None
            antecedent = antecedent.head
        return None
    stands_for = subject.lower_ == "it" or (subject.lower_ in ("one", "another") and subject.pos_ != "DET")
    told = before is not None and before.type == "DISASTER"
    return before if stands_for and told else None


def _agentless(reading: Reading) -> bool:
    """Whether the reading is a passive that names nobody who did it."""
    verbal = reading.token.pos_ == "VERB" and syntax.is_passive(reading.token)
    return verbal and not reading.roles.get("actor") and reading.mode is None
