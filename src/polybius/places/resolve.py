"""Toponym resolution: which place of that name is meant.

A log-linear model over the places of each name (softmax regression), in rounds. The first asks what can be known of
a place alone (prominence, how the name belongs to it, what the words around say) and in whose company its name
comes: how many other names have a place in its country, region, district and patch of the map. Each later round
asks the same of what the round before believes. The weights are in ``data/places/weights.toml``, with what each
means; ``bench/fit_places.py`` fits them. Votes are pooled, so that the cost is linear in names.
"""

import tomllib
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from polybius.places.gazetteer import Entry
from polybius.places.recognise import Toponym
from polybius.places.senses import ASKED, OWN, Ground, Name, group, of_dateline
from polybius.places.sources import ALTERNATE, BARE
from polybius.tables import TableError

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

ROUNDS = 3
_SAME_NAME = 1.5
_SUPPORT = 1.0
_SAID = 0.9  # the text itself says that the name is a place's
_SMALL, _ALONE, _CROWD = 4.5, 0.15, 2.0


class Weights(NamedTuple):
    """The model of ``weights.toml``: weights of OWN and ASKED in the first round and in later ones.

    ``flat`` is how much the first beliefs are drawn towards "any of them", ``small`` the votes that begin to count.
    """

    flat: float
    small_first: float
    small: float
    first: tuple[float, ...]
    later: tuple[float, ...]
    sure: tuple[tuple[float, float], ...]


class Resolved(NamedTuple):
    """The place meant (None: unknown), how sure the choice is (0-1), and whether other names speak for it."""

    entry: Entry | None
    sure: float
    supported: bool


def resolve(toponyms: list[Toponym], dateline: list[Entry], told: dict[str, float] | None = None) -> list[Resolved]:
    """For each toponym the place meant.

    ``dateline`` are the places that the document's dateline may mean; they vote, and are not in the result.
    ``told``: how strongly other words speak for a country (alpha-3) or a region (its row, as text).
    """
    found = [Resolved(None, 0.0, False)] * len(toponyms)
    names = group(toponyms, told or {})
    everyone = [*names, of_dateline(dateline)] if dateline else names
    if not names:
        return found
    ground = Ground(everyone)
    belief, near = believe(ground, load())
    shares = ground.country_share(belief)
    for at, name in enumerate(names):
        start, end = ground.starts[at : at + 2].tolist()
        chosen = _choose(name, belief[start:end].tolist(), near[start:end].tolist(), toponyms, shares)
        for mention in name.mentions:
            found[mention] = chosen
    return found


def believe(ground: Ground, weights: Weights) -> tuple["Array", "Array"]:
    """The chance of each place, and how much the other names around it (not its country) speak for it."""
    import numpy as np

    first, later = np.array(weights.first), np.array(weights.later)
    asked = ground.ask(flat(ground, weights), weights.small_first)
    belief = ground.believe(np.column_stack((ground.own, asked)) @ first)
    for _ in range(ROUNDS):
        asked = ground.ask(belief, weights.small)
        belief = ground.believe(np.column_stack((ground.own, asked)) @ later)
    near = asked[:, 2:].sum(axis=1)
    return belief, near


def flat(ground: Ground, weights: Weights) -> "Array":
    """First beliefs: by what each place is alone, drawn towards all alike so that small places are heard."""
    import numpy as np

    alone: Array = ground.believe(weights.flat * (ground.own @ np.array(weights.first[: len(OWN)])))
    return alone


def prior(entry: Entry) -> float:
    """How likely an entry is before the text is looked at, as the log of its prominence."""
    if entry.how == ALTERNATE:
        return entry.prominence - 1.4
    return entry.prominence - (1.4 if entry.how == BARE else 0.0)


def _choose(
    name: Name, belief: list[float], near: list[float], toponyms: list[Toponym], shares: dict[str, float]
) -> Resolved:
    best = max(range(len(belief)), key=lambda i: (belief[i], -i))
    entry, sure = name.entries[best], belief[best]
    mentions = [toponyms[at] for at in name.mentions]
    if entry.kind in {"region", "district"} and not any(t.cue == entry.kind for t in mentions):
        # "Idlib" alone is the city rather than the province around it.
        for i, other in enumerate(name.entries):
            inside = other.kind == "settlement" and entry.row in {other.region, other.district}
            if inside and other.how <= entry.how and other.prominence > entry.prominence - _SAME_NAME:
                entry, sure = other, sure + belief[i]
                break
    doubtful = all(t.evidence < _SAID and not t.within for t in mentions)
    if doubtful and _stray(entry, shares, name.weight):
        return Resolved(None, 0.0, False)
    return Resolved(entry, sure, near[best] >= _SUPPORT)


def _stray(entry: Entry, shares: dict[str, float], own: float) -> bool:
    """Whether a small place lies in a country that nothing else in a document full of others speaks of.

    The gazetteer then rather lacks the place that is meant.
    """
    if entry.kind not in {"settlement", "district"} or entry.prominence >= _SMALL or entry.country is None:
        return False
    return shares.get(entry.country, 0.0) - own < _ALONE and sum(shares.values()) - own >= _CROWD


def calibrated(raw: float) -> float:
    """The chance that a mention is right, from evidence times belief, by the steps of ``weights.toml``.

    Between two steps it rises evenly. They were fitted by isotonic regression (``bench/places.py``).
    """
    steps = load().sure
    for (low, small), (high, large) in pairwise(steps):
        if raw <= high:
            return small + (large - small) * (raw - low) / (high - low) if high > low else large
    return steps[-1][1]


@cache
def load() -> Weights:
    """The model's weights. Raises TableError where one is missing or one too many."""
    file = "data/places/weights.toml"
    found = tomllib.loads((resources.files("polybius") / file).read_text(encoding="utf-8"))
    columns = (*OWN, *ASKED)
    for part in ("first", "later"):
        if sorted(found.get(part, {})) != sorted(columns):
            raise TableError(f"{file}: [{part}] should have the weights {', '.join(columns)}")
    try:
        return Weights(
            float(found["flat"]),
            float(found["small_first"]),
            float(found["small"]),
            tuple(float(found["first"][c]) for c in columns),
            tuple(float(found["later"][c]) for c in columns),
            tuple((float(a), float(b)) for a, b in found["sure"]),
        )
    except (KeyError, TypeError, ValueError) as wrong:
        raise TableError(f"{file}: {wrong!r}") from wrong
