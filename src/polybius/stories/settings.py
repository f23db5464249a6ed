"""The weights and tables of ``data/stories.toml``, typed and checked."""

from functools import cache
from importlib import resources

import msgspec

_FILE = "stories.toml"

Steps = tuple[tuple[float, float], ...]


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file: an unknown key is a mistake, not a remark."""


class Weights(_Table, frozen=True):
    date: float
    place: float
    actor: float
    recipient: float
    mode: float
    figures: float
    trigger: float
    words: float
    status: float
    type: float
    same_document: float
    reversed: float
    definite: float
    definite_other: float
    distinct: float


class BeforePublication(_Table, frozen=True):
    days: int
    agreement: float


class DateRules(_Table, frozen=True):
    precision: Steps
    same_coarse: float
    coarser: float
    gap: Steps
    basis: dict[str, float]
    slack: dict[str, int]
    before_publication: BeforePublication
    inherited_together: float


class PlaceRules(_Table, frozen=True):
    near: Steps
    region: Steps
    country: float
    other_country: float
    basis: dict[str, float]
    areas: frozenset[str]
    countries: frozenset[str]


class ActorRules(_Table, frozen=True):
    same_entity: float
    same_code: float
    within: float
    same_country: float
    sector_only: float
    other_sector: float
    other_country: float
    other_sector_only: float
    same_noun: float
    anybody: frozenset[str]
    part_of: dict[str, frozenset[str]]


class StatusRules(_Table, frozen=True):
    real: frozenset[str]
    coming: frozenset[str]
    wanted: frozenset[str]
    denied: frozenset[str]
    across: dict[str, float]

    def group(self, status: str) -> str:
        """The group a status is in: "real", "coming", "wanted" or "denied"."""
        for name in ("real", "coming", "wanted"):
            if status in getattr(self, name):
                return name
        return "denied"


class TypeRules(_Table, frozen=True):
    symmetric: frozenset[str]
    close: dict[str, float]
    wide: frozenset[str]
    loose: frozenset[str]


class Scores(_Table, frozen=True):
    same_mode: float
    other_mode: float
    same_figures: float
    close_figures: float
    risen_figures: float
    other_figures: float
    tied_words: float
    harm: frozenset[str]
    moved: frozenset[str]


class BlockRules(_Table, frozen=True):
    most: int
    window: int


class WordLists(_Table, frozen=True):
    definite: frozenset[str]
    distinct: frozenset[str]
    pronouns: frozenset[str]
    common: frozenset[str]


class GroupRules(_Table, frozen=True):
    """Which articles tell one story."""

    title: float
    name: float
    far_name: float
    lead: int
    far: int
    telling: int
    most: int
    link: float
    average: float
    copy: float
    days: int
    late: float
    late_most: float


class OriginRules(_Table, frozen=True):
    """Which documents are copies of one dispatch."""

    sample: int
    contained: float
    least: int
    most: int


class Settings(_Table, frozen=True):
    """Everything that decides which mentions are one event."""

    link: float
    average: float
    weights: Weights
    date: DateRules
    place: PlaceRules
    actors: ActorRules
    status: StatusRules
    types: TypeRules
    scores: Scores
    blocks: BlockRules
    words: WordLists
    group: GroupRules
    origins: OriginRules


@cache
def load() -> Settings:
    """The settings of the package. Raises ValueError that names the file and the wrong key or line."""
    text = (resources.files("polybius") / "data" / _FILE).read_text(encoding="utf-8")
    return read(text, _FILE)


def read(text: str, name: str) -> Settings:
    """Settings from TOML text; ``name`` is the file's, for the ValueError a mistake in it raises."""
    try:
        return msgspec.toml.decode(text, type=Settings)
    except msgspec.DecodeError as error:  # bad TOML (has the line) or a wrong key (has its path)
        raise ValueError(f"{name}: {error}") from error
