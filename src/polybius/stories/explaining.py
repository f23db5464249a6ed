"""Why two tellings are of one event or two: what each field shows, in words and bits."""

from collections.abc import Sequence

from polybius.records import Record
from polybius.stories.comparisons import EXCLUDED, Grade
from polybius.stories.features import COLUMNS, features
from polybius.stories.scoring import choices, enough, graded
from polybius.stories.settings import Settings, load
from polybius.stories.tables import registered, table
from polybius.stories.telling import Telling


class Shown(Record, frozen=True, kw_only=True):
    """What one field of a pair shows: its level by the names of ``data/stories.toml``, its weight, and both in words.

    ``bits`` is null where the level rules the pair out.
    """

    field: str
    level: str
    bits: float | None
    words: str


class Comparison(Record, frozen=True, kw_only=True):
    """Two tellings compared: the sum of the weights, what each field shows, the field that rules the pair out, if any.

    ``silent``: the two have too little in common for the sum to say anything.
    """

    bits: float
    shown: tuple[Shown, ...]
    excluded: str | None = None
    silent: bool = False

    @property
    def probability(self) -> float:
        """The chance that the two tell one event, the threshold standing for even odds."""
        if self.excluded is not None or self.silent:
            return 0.0
        return float(1.0 / (1.0 + 2.0 ** (load().link - self.bits)))


def compare(pairs: Sequence[tuple[Telling, Telling]], settings: Settings | None = None) -> list[Comparison]:
    """Each pair compared, with every field that is known of both; those that say nothing are left out."""
    import duckdb

    if not pairs:
        return []
    rules = settings or load()
    numbers: dict[str, int] = {}
    documents: dict[str, int] = {}
    rows = []
    for told in (one for pair in pairs for one in pair):
        mention = told.mention
        if mention.id not in numbers:
            numbers[mention.id] = len(numbers)
            name = documents.setdefault(mention.document, len(documents))
            rows.append((numbers[mention.id], name, *features(told, rules)))
    asked = [(at, numbers[a.mention.id], numbers[b.mention.id]) for at, (a, b) in enumerate(pairs)]
    found = choices(rules)
    columns = {"unit": "BIGINT", "document": "BIGINT", **COLUMNS}
    with duckdb.connect() as db, registered(db, "link_units", table(rows, columns)):
        wanted = table(asked, {"number": "BIGINT", "a": "BIGINT", "b": "BIGINT"})
        with registered(db, "link_todo", wanted):
            query = f"""WITH {graded("link_todo", "number", found, rules)}
                        SELECT {", ".join(found)}, {enough(rules)} FROM weighed ORDER BY number"""
            graded_pairs = db.execute(query).fetchall()
    return [_comparison(row, found) for row in graded_pairs]


def _comparison(row: Sequence[int], choices: dict[str, list[Grade]]) -> Comparison:
    shown = []
    excluded = None
    for (name, found), number in zip(choices.items(), row, strict=False):
        if number < 0:
            continue
        grade = found[number]
        out = grade.bits == EXCLUDED
        excluded = excluded or (name if out else None)
        shown.append(Shown(field=name, level=grade.level, bits=None if out else grade.bits, words=grade.words))
    bits = round(sum(one.bits for one in shown if one.bits is not None), 6)
    return Comparison(bits=bits, shown=tuple(shown), excluded=excluded, silent=not row[-1])
