"""In which order events come up for review, and why one comes up. The figures are in ``data/review.toml``."""

from functools import cache
from importlib import resources

import msgspec

_FILE = "review.toml"


class Doubt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    confidence: float
    differ: float
    alone: float
    guess: float
    nowhere: float


class Importance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    killed: float
    sources: float
    salience: float


class _Least(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    importance: float


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The tables of ``data/review.toml``."""

    doubt: Doubt
    importance: Importance
    least: _Least


@cache
def load() -> Weights:
    """The figures. Raises ValueError that names the file and what is wrong in it."""
    text = (resources.files("polybius") / "data" / _FILE).read_text(encoding="utf-8")
    try:
        found = msgspec.toml.decode(text, type=Weights)
    except msgspec.DecodeError as error:
        raise ValueError(f"{_FILE}: {error}") from error
    for name in ("doubt", "importance"):
        total = sum(msgspec.structs.asdict(getattr(found, name)).values())
        if abs(total - 1) > 1e-6:
            raise ValueError(f"{_FILE}: [{name}] adds up to {total:g}, not to 1")
    return found


def table(events: str, slight: tuple[str, ...]) -> str:
    """SQL: of each event its id, doubt, importance, score, and what there is to doubt.

    events: the table of events, or a query in brackets. slight: the rules of claims that do not contradict.
    """
    weights = load()
    doubt, importance = weights.doubt, weights.importance
    rules = ", ".join("'" + rule.replace("'", "''") + "'" for rule in slight)
    return f"""
        WITH looked AS (SELECT id, confidence, independent, salience,
                coalesce(list_max([CAST(q ->> 'low' AS DOUBLE) FOR q IN CAST(record -> '$.quantities' AS JSON[])
                                   IF q ->> 'kind' = 'killed']), 0) AS killed,
                len(list_distinct([c ->> 'field' FOR c IN CAST(record -> '$.claims' AS JSON[])
                                   IF c ->> 'chosen' = 'false' AND coalesce(c ->> 'rule', '') NOT IN ({rules})
                                  ])) AS differ,
                independent = 1 AS alone,
                coalesce(json_extract_string(record, '$.date.basis') = 'published', true) AS guess,
                coalesce(json_extract_string(record, '$.place.basis') IN ('dateline', 'actor'), true) AS nowhere
             FROM {events}),
             weighed AS (SELECT id, confidence, killed, independent, differ, alone, guess, nowhere,
                {doubt.confidence} * (1 - confidence) + {doubt.differ} * least(differ, 3) / 3
                + {doubt.alone} * alone::INT + {doubt.guess} * guess::INT + {doubt.nowhere} * nowhere::INT AS doubt,
                {importance.killed} * least(1, log10(1 + killed) / 3)
                + {importance.sources} * least(1, log10(independent)) + {importance.salience} * salience AS importance
             FROM looked)
        SELECT *, doubt * ({weights.least.importance} + importance) AS score FROM weighed
    """


# What orders a queue may have, as SQL over that table and the events.
ORDERS = {
    "doubt": "score DESC, id",
    "importance": "importance DESC, id",
    "sample": "md5(id)",  # as good as by chance, and the same for every reviewer
    "date": "first NULLS LAST, id",
}
