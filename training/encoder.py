"""The encoder that is trained: MiniLM's six layers (a BERT, Devlin et al. 2019) and three heads over them.

The lower layers stay as published and read the plain sentence. Between them and the upper ones the marks come in: a
vector for each role is added to its words.

Written out here, in plain PyTorch, because it is short and because what is exported must have no more than this.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True)
class Shape:
    """Sizes of the encoder, as in its published configuration, and of the three heads."""

    vocabulary: int
    roots: int
    modes: int
    subtypes: int
    width: int = 384
    marks: int = 4
    lower: int = 3
    layers: int = 6
    heads: int = 12
    inner: int = 1536
    positions: int = 512


class Layer(nn.Module):
    """Self-attention and a feed-forward net, each added to its input and normalised."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.query = nn.Linear(shape.width, shape.width)
        self.key = nn.Linear(shape.width, shape.width)
        self.value = nn.Linear(shape.width, shape.width)
        self.out = nn.Linear(shape.width, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.up = nn.Linear(shape.width, shape.inner)
        self.down = nn.Linear(shape.inner, shape.width)
        self.last = nn.LayerNorm(shape.width, eps=1e-12)

    def forward(self, x: Tensor, bias: Tensor | None, drop: float) -> Tensor:
        """``x`` (batch, length, width); ``bias`` is 0 for words and hugely negative for padding, None without any."""
        rows, length, width = x.shape

        def split(t: Tensor) -> Tensor:
            return t.view(rows, length, self.heads, width // self.heads).transpose(1, 2)

        scores = split(self.query(x)) @ split(self.key(x)).transpose(2, 3) / (width // self.heads) ** 0.5
        if bias is not None:
            scores = scores + bias
        attended = (scores.softmax(-1) @ split(self.value(x))).transpose(1, 2).reshape(rows, length, width)
        x = self.norm(x + functional.dropout(self.out(attended), drop, self.training))
        return self.last(x + functional.dropout(self.down(functional.gelu(self.up(x))), drop, self.training))


class Lower(nn.Module):
    """From word pieces to a vector for each."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.words = nn.Embedding(shape.vocabulary, shape.width)
        self.places = nn.Embedding(shape.positions, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.lower))

    def forward(self, ids: Tensor, bias: Tensor | None = None) -> Tensor:
        """``ids`` (batch, length) to (batch, length, width)."""
        x = self.norm(self.words(ids) + self.places.weight[: ids.shape[1]])
        for layer in self.layers:
            x = layer(x, bias, 0.0)
        return x


class Upper(nn.Module):
    """From the vectors of a sentence and the marks of one event in it to scores of root, mode and fine type."""

    def __init__(self, shape: Shape, drop: float = 0.1) -> None:
        super().__init__()
        self.drop = drop
        self.marks = nn.Linear(shape.marks, shape.width, bias=False)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers - shape.lower))
        self.roots = nn.Linear(2 * shape.width, shape.roots)
        self.modes = nn.Linear(2 * shape.width, shape.modes)
        self.subtypes = nn.Linear(2 * shape.width, shape.subtypes)
        nn.init.normal_(self.marks.weight, std=0.1)

    def forward(
        self, vectors: Tensor, roles: Tensor, real: Tensor | None = None, bias: Tensor | None = None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """``roles`` (batch, length, 4) is 1 where a word piece has the role, the trigger's first; ``real`` (batch,
        length) is 0 for padding. Returns logits of roots, modes and subtypes."""
        x = vectors + self.marks(roles)
        for layer in self.layers:
            x = layer(x, bias, self.drop)
        mean = x.mean(1) if real is None else (x * real[:, :, None]).sum(1) / real.sum(1, keepdim=True)
        trigger = roles[:, :, :1]
        at = (x * trigger).sum(1) / trigger.sum(1)
        pooled = functional.dropout(torch.cat([mean, at], 1), self.drop, self.training)
        return self.roots(pooled), self.modes(pooled), self.subtypes(pooled)


class Encoder(nn.Module):
    """Both halves, for training."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.lower = Lower(shape)
        self.upper = Upper(shape)

    def forward(self, ids: Tensor, roles: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """``ids`` (batch, length), 0 for padding; ``roles`` as :class:`Upper` has them."""
        real = (ids != 0).float()
        bias = (1.0 - real)[:, None, None, :] * -10000.0
        with torch.no_grad():
            vectors = self.lower(ids, bias)
        scores: tuple[Tensor, Tensor, Tensor] = self.upper(vectors, roles, real, bias)
        return scores

    def start_from(self, published: Mapping[str, Tensor], kept: list[int]) -> None:
        """Take the published weights; ``kept`` are the ids of the word pieces that stay, in their new order."""
        types = published["embeddings.token_type_embeddings.weight"][0]
        state = {
            "lower.words.weight": published["embeddings.word_embeddings.weight"][kept] + types,
            "lower.places.weight": published["embeddings.position_embeddings.weight"],
            "lower.norm.weight": published["embeddings.LayerNorm.weight"],
            "lower.norm.bias": published["embeddings.LayerNorm.bias"],
        }
        names = {
            "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
            "out": "attention.output.dense", "norm": "attention.output.LayerNorm", "up": "intermediate.dense",
            "down": "output.dense", "last": "output.LayerNorm",
        }  # fmt: skip
        below = len(self.lower.layers)
        for number in range(below + len(self.upper.layers)):
            half = f"lower.layers.{number}" if number < below else f"upper.layers.{number - below}"
            for ours, theirs in names.items():
                for part in ("weight", "bias"):
                    key = f"{half}.{ours}.{part}"
                    state[key] = published[f"encoder.layer.{number}.{theirs}.{part}"]
        missing, unknown = self.load_state_dict(state, strict=False)
        if unknown or any(name.split(".")[1] not in ("marks", "roots", "modes", "subtypes") for name in missing):
            raise ValueError(f"the published weights do not fit: {missing} {unknown}")
