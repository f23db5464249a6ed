"""What a document is telling of, as far as it bears on the next sentence: an attack, or a disaster."""

from collections.abc import Sequence

from polybius.events import syntax
from polybius.events.reading import Reading


class Thread:
    """Follows a document's readings in order.

    Deaths that nobody is said to have caused ("more than 44,200 people were killed") are those of what is
    being told: where that is a disaster and no attack by anybody, they are the disaster's.
    """

    def __init__(self) -> None:
        self._disaster: Reading | None = None
        self._attack = False

    def follow(self, readings: Sequence[Reading]) -> None:
        """Take in a sentence's readings; agentless harm among them becomes the disaster's, in place."""
        for reading in readings:
            if reading.type == "DISASTER":
                self._disaster = reading
            elif reading.type == "ASSAULT":
                if not _agentless(reading):
                    self._attack = True
                elif self._disaster is not None and not self._attack:
                    reading.rules.append(f"harm of the {self._disaster.token.lemma_.lower()} told before")
                    reading.type, reading.retells = "DISASTER", True
                    reading.mode, reading.subtype = self._disaster.mode, self._disaster.subtype


def _agentless(reading: Reading) -> bool:
    """Whether the reading is a passive that names nobody who did it."""
    verbal = reading.token.pos_ == "VERB" and syntax.is_passive(reading.token)
    return verbal and not reading.roles.get("actor") and reading.mode is None
