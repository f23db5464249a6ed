"""The weights and tables of ``data/stories.toml``, typed and checked."""

from functools import cache
from hashlib import blake2b
from importlib import resources

import msgspec

from polybius.stories import chain_rules
from polybius.stories.chain_rules import ChainRules

_FILE = "stories.toml"


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file: an unknown key is a mistake, not a remark."""


class Level(_Table, frozen=True):
    """What a field of a pair can show, in words, and its weight in bits, by how well the field is borne out.

    ``borrowed`` and ``weak`` are None in a field that makes no such difference; ``excludes`` rules the pair out.
    """

    words: str
    bits: float = 0.0
    borrowed: float | None = None
    weak: float | None = None
    excludes: bool = False


Levels = dict[str, Level]


class DateRules(_Table, frozen=True):
    spans: dict[str, int]
    slack: dict[str, int]
    before_publication: int
    guessed: int
    night: frozenset[str]


class PlaceRules(_Table, frozen=True):
    near: dict[str, float]
    region: dict[str, float]
    other_country: float
    exact: frozenset[str]
    sites: frozenset[str]
    areas: frozenset[str]
    countries: frozenset[str]


class ActorRules(_Table, frozen=True):
    anybody: frozenset[str]
    part_of: dict[str, frozenset[str]]


class StatusRules(_Table, frozen=True):
    real: frozenset[str]
    coming: frozenset[str]
    wanted: frozenset[str]
    denied: frozenset[str]

    def group(self, status: str) -> str:
        """The group a status is in: "real", "coming", "wanted" or "denied"."""
        for name in ("real", "coming", "wanted"):
            if status in getattr(self, name):
                return name
        return "denied"


class TypeRules(_Table, frozen=True):
    symmetric: frozenset[str]
    wide: frozenset[str]
    loose: frozenset[str]


class FigureRules(_Table, frozen=True):
    close: float
    telling: float
    harm: frozenset[str]
    moved: frozenset[str]


class Likeness(_Table, frozen=True):
    words: dict[str, float]
    names: dict[str, int]
    verbatim: float


class BlockRules(_Table, frozen=True):
    most: int
    window: int


class WordLists(_Table, frozen=True):
    pronouns: frozenset[str]
    common: frozenset[str]
    corrections: tuple[str, ...]
    corrected: tuple[str, ...]
    instead_of: tuple[str, ...]


class GroupRules(_Table, frozen=True):
    """Which articles tell one story."""

    title: float
    name: float
    far_name: float
    lead: int
    far: int
    telling: int
    tell: float
    most: int
    link: float
    average: float
    copy: float
    days: int
    late: float
    late_most: float


class FollowRules(_Table, frozen=True):
    """Which earlier story an article goes back to."""

    lead: int
    far: int
    names: int
    least: int
    least_rare: int
    share: float
    few: int
    few_share: float
    few_most: int


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
    exhaustive: int
    levels: dict[str, Levels]
    date: DateRules
    place: PlaceRules
    actors: ActorRules
    status: StatusRules
    types: TypeRules
    figures: FigureRules
    likeness: Likeness
    blocks: BlockRules
    words: WordLists
    group: GroupRules
    follow: FollowRules
    origins: OriginRules
    chains: ChainRules = msgspec.field(default_factory=chain_rules.load)

    @property
    def close_types(self) -> tuple[tuple[str, str, str], ...]:
        """Level, type and type of each two types that reports choose between for one happening."""
        named = [name for name in self.levels["type"] if "_" in name]
        return tuple((name, *name.upper().split("_", 1)) for name in named)  # type: ignore[misc]


@cache
def load() -> Settings:
    """The settings of the package. Raises ValueError that names the file and the wrong key or line."""
    return read(_text(), _FILE)


@cache
def version() -> str:
    """A name for the settings of the package: another where anything in them is another."""
    return blake2b((_text() + chain_rules.text()).encode(), digest_size=8).hexdigest()


def _text() -> str:
    return (resources.files("polybius") / "data" / _FILE).read_text(encoding="utf-8")


def read(text: str, name: str) -> Settings:
    """Settings from TOML text; ``name`` is the file's, for the ValueError a mistake in it raises."""
    from polybius.stories.comparisons import check

    try:
        settings = msgspec.toml.decode(text, type=Settings)
        check(settings)
    except (msgspec.DecodeError, ValueError) as error:  # bad TOML (has the line), a wrong key or level (has its path)
        raise ValueError(f"{name}: {error}") from error
    return settings
