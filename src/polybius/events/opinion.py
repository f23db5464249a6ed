"""A learned second opinion: a small encoder reads each mention in its sentence and scores its codes.

Method: relation classification with entity markers (Baldini Soares et al. 2019) by all-MiniLM-L6-v2 (Wang et al.
2020), fine-tuned on the project's own examples and run as int8 ONNX. It makes no mention, span or role.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, cast

from polybius.events.opinion_marking import ROLES, Mark, Marked, Role, Words, marked
from polybius.events.opinion_words import Labels, Pieces
from polybius.records import Mention

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

# The longest stretch of a sentence that is cut into word pieces, in characters on each side of the trigger: sentences
# have no bound, cost must have one.
_REACH = 600
# Scores are rounded so that what rounding in the processor's floating point differs by decides nothing.
_DIGITS = 2
# A fusion of onnxruntime's that takes three times what the two operators take that it stands for.
_SLOWER = ["SkipLayerNormFusion"]


class OpinionError(Exception):
    """The encoder cannot be loaded; the message says what is missing and how to go on without."""


@dataclass(frozen=True)
class Scores:
    """Natural logarithms of the probabilities of each root, mode and fine type, by their names in ``Labels``."""

    roots: dict[str, float]
    modes: dict[str, float]
    subtypes: dict[str, float]


class Encoder:
    """Scores mentions. Loaded from a folder with the files that training writes; see :func:`load`."""

    def __init__(self, folder: "Traversable") -> None:
        try:
            self.labels = Labels.read(folder / "labels.toml")
            self._pieces = Pieces((folder / "pieces.txt").read_text(encoding="utf-8").splitlines())
            self._lower, self._upper = (_session(folder / f"{half}.onnx") for half in ("lower", "upper"))
        except (OSError, ImportError, ValueError) as error:
            raise OpinionError(
                f"the encoder of the second opinion cannot be loaded ({error}); "
                "install polybius anew, or go on with --rules-only (rules_only=True)"
            ) from error

    def scores(self, text: str, mentions: Sequence[Mention]) -> list[Scores | None]:
        """Scores for each mention of a document, None where its trigger has no letters; ``text`` is the document's.

        The lower half of the encoder reads each sentence once, the upper half each mention in it.
        """
        cut: dict[tuple[int, int], Words] = {}
        read: dict[tuple[int, ...], NDArray[np.float32]] = {}
        found: list[Scores | None] = []
        for mention in mentions:
            start, end = _stretch(mention)
            words = cut.get((start, end))
            if words is None:
                words = cut[start, end] = self._pieces.cut(text[start:end])
            event = marked(words, marks_of(mention, start))
            if event is None:
                found.append(None)
                continue
            if event.ids not in read:
                read[event.ids] = self._read(event.ids)
            found.append(self._score(event, read[event.ids]))
        return found

    def _read(self, ids: tuple[int, ...]) -> "NDArray[np.float32]":
        import numpy as np

        (vectors,) = self._lower.run(None, {"ids": np.array([ids], dtype=np.int64)})
        return cast("NDArray[np.float32]", vectors)

    def _score(self, event: Marked, vectors: "NDArray[np.float32]") -> Scores:
        """One mention at a time: in a batch, how numbers are rounded to eight bits would hang on its neighbours."""
        import numpy as np

        roles = np.zeros((1, len(event.ids), len(ROLES)), dtype=np.float32)
        for number, positions in enumerate(event.roles):
            roles[0, list(positions), number] = 1.0
        outputs = self._upper.run(None, {"vectors": vectors, "roles": roles})
        labels = (self.labels.roots, self.labels.modes, self.labels.subtypes)
        return Scores(
            *(dict(zip(names, _logarithms(out[0]), strict=True)) for out, names in zip(outputs, labels, strict=True))
        )


@functools.cache
def load() -> Encoder:
    """The packaged encoder. Raises OpinionError where it or what runs it is missing."""
    return Encoder(files("polybius") / "data" / "opinion")


def marks_of(mention: Mention, offset: int) -> list[Mark]:
    """A mention's trigger and roles as marks, counted from ``offset``."""
    trigger = mention.evidence.trigger
    roles: tuple[tuple[Role, list[tuple[int, int]]], ...] = (
        ("trigger", [(trigger.start, trigger.end)]),
        ("actor", [(p.start, p.end) for p in mention.actor]),
        ("recipient", [(p.start, p.end) for p in mention.recipient]),
        ("mediator", [(p.start, p.end) for p in mention.mediator]),
    )
    return [Mark(role, start - offset, end - offset) for role, spans in roles for start, end in spans]


def _stretch(mention: Mention) -> tuple[int, int]:
    """The sentence's offsets, or those of its part around the trigger where it is very long."""
    sentence, trigger = mention.evidence, mention.evidence.trigger
    start = sentence.start if trigger.start - sentence.start <= _REACH else trigger.start - _REACH
    end = sentence.end if sentence.end - trigger.end <= _REACH else trigger.end + _REACH
    return start, end


def _session(file: "Traversable") -> "InferenceSession":
    """A session with one thread, so that sums are formed in one order."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.use_deterministic_compute = True
    # Fusions up to here are the same on all processors; layouts chosen for one are not.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.log_severity_level = 3
    with as_file(file) as path:
        if not path.exists():
            raise FileNotFoundError(f"{file.name} is missing")
        return onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOWER
        )


def _logarithms(logits: "NDArray[np.float32]") -> list[float]:
    """Logits as rounded logarithms of probabilities (softmax)."""
    import numpy as np

    exact = logits.astype(np.float64)
    exact -= exact.max()
    rounded: list[float] = np.round(exact - np.log(np.exp(exact).sum()), _DIGITS).tolist()
    return rounded
