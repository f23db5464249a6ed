"""From the trained encoder to the files that the package runs: int8 ONNX in two halves, word pieces, labels."""

import tempfile
from pathlib import Path

import torch
from encoder import Encoder
from torch import nn

from polybius.events.opinion_words import Labels, Pieces

_KEPT = 20_000  # word pieces: the published list is by frequency, the rarest go
_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")


def pieces(vocabulary: Path) -> tuple[Pieces, list[int]]:
    """The word pieces that stay, and their ids in the published list."""
    names = vocabulary.read_text(encoding="utf-8").splitlines()
    ids = {name: number for number, name in enumerate(names)}
    kept = [ids[name] for name in _SPECIAL]
    for number, name in enumerate(names):
        if len(kept) < _KEPT and name.isascii() and not name.startswith("["):
            kept.append(number)
    # "[" itself is a word
    kept.append(ids["["])
    return Pieces(names[n] for n in kept), kept


def write(model: Encoder, cut: Pieces, labels: Labels, folder: Path) -> None:
    """Writes lower.onnx, upper.onnx, pieces.txt and labels.toml."""
    ids, roles = torch.tensor([[2, 7, 8, 9, 3]]), torch.zeros(1, 5, 4)
    roles[0, 2, 0] = 1.0
    _write(model.lower, folder / "lower.onnx", {"ids": ids}, ["vectors"])
    with torch.inference_mode():
        vectors = model.lower(ids)
    _write(model.upper, folder / "upper.onnx", {"vectors": vectors, "roles": roles}, ["roots", "modes", "subtypes"])
    (folder / "pieces.txt").write_text("\n".join(cut.names) + "\n", encoding="utf-8")
    lines = ["# What each score of upper.onnx is of, in order. Written by training/train.py."]
    for name in ("roots", "modes", "subtypes"):
        lines += ["", f"{name} = [", *(f'    "{label}",' for label in getattr(labels, name)), "]"]
    (folder / "labels.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write(half: nn.Module, file: Path, inputs: dict[str, torch.Tensor], outputs: list[str]) -> None:
    """One half as int8 ONNX.

    Weights are signed 7-bit integers: with 8 bits, processors without VNNI instructions let sums overflow, and
    answers would depend on the machine.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        torch.onnx.export(
            half.eval(), tuple(inputs.values()), plain, dynamo=False, opset_version=17, input_names=list(inputs),
            output_names=outputs, dynamic_axes={name: {1: "length"} for name in inputs},
        )  # fmt: skip
        quantize_dynamic(
            plain, file, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gather"],
        )  # fmt: skip
