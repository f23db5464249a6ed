"""Many machines: the same work on Ray Data, from inputs to Parquet partitions.

First tasks read pages and write articles, some hundred a part. Then what publishers repeat is counted over all of them,
and actors, each with a loaded Coder in a worker of its own, code part by part. A part that is there already is
not done again: a run that was stopped goes on, and a task that Ray tries twice writes the same file.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from polybius import intake
from polybius.article.repeated import Census, Repeats, without
from polybius.engine.local import chunks
from polybius.engine.pool import EngineError, Pool
from polybius.intake.finding import find
from polybius.ledger import content_of, reader_of
from polybius.pipeline import Coder
from polybius.records import Article, Failure, Origin, Page, Record
from polybius.store.partitions import Partitions, coded_row, mention_rows

_PART = 500  # articles
_UNIT_BYTES = 32 << 20
_UNIT_FILES = 200

_json = msgspec.json.Encoder().encode


class Tally(Record, frozen=True, kw_only=True):
    """What a run on Ray has written: parts and rows."""

    parts: int
    documents: int
    mentions: int
    failed: int


def run_ray(
    inputs: Sequence[str],
    target: str,
    *,
    coder: Coder,
    kind: str | None = None,
    published: str | None = None,
    workers: int | None = None,
    say: Any = print,
) -> Tally:
    """Read and code inputs into partitions. Every machine has to see the inputs under their names.

    workers: actors (default: a core each). Raises EngineError where Ray is not installed, ValueError for a ``kind``
    or ``published`` that is none.
    """
    try:
        import ray.data
    except ImportError as error:
        raise EngineError("Ray is not installed: pip install 'polybius[cluster]'") from error
    intake.read([], kind=kind, published=published)
    if not ray.is_initialized():
        ray.init(log_to_driver=False, logging_level=logging.ERROR)
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    # Relative names mean something else where a task runs.
    if "://" not in target:
        target = str(Path(target).resolve())
    resources: dict[str, float] = ray.cluster_resources()  # type: ignore[no-untyped-call]
    wanted = workers or max(1, int(resources.get("CPU", 1)))
    coder.prepare()
    units = list(_units(inputs))
    say(f"reading {len(units)} parts of the input on {wanted} workers …")
    given = {"target": target, "kind": kind, "published": published}
    rows: list[dict[str, Any]] = [{"unit": number, "files": files} for number, files in enumerate(units)]
    parts = sorted(name for row in _mapped(ray, rows, _Reader, given, wanted) for name in row["parts"])
    partitions = Partitions(target)
    if other := set(partitions.parts("articles")) - set(parts):
        raise EngineError(f"{target}: it holds {len(other)} parts of another run's input: give an empty folder")
    repeats = ray.put(_counted(partitions, parts))
    say(f"coding {len(parts)} parts …")
    options = {"target": target, "options": coder.options, "repeats": repeats}
    tallies = list(_mapped(ray, [{"part": part} for part in parts], _Coding, options, wanted))
    return Tally(
        parts=len(parts), documents=sum(int(t["documents"]) for t in tallies),
        mentions=sum(int(t["mentions"]) for t in tallies), failed=sum(int(t["failed"]) for t in tallies),
    )  # fmt: skip


def _mapped(ray: Any, rows: list[dict[str, Any]], stage: type, given: dict[str, Any], workers: int) -> Iterator[Any]:
    """What a stage's actors make of rows, one at a time."""
    if not rows:
        return
    ray.data.DataContext.get_current().enable_progress_bars = False
    data = ray.data.from_items([{"row": _json(row)} for row in rows], override_num_blocks=len(rows))
    made = data.map(stage, fn_constructor_kwargs=given, num_cpus=1,
                    compute=ray.data.ActorPoolStrategy(size=min(workers, len(rows))))  # fmt: skip
    for row in made.iter_rows():
        yield msgspec.json.decode(row["made"])


def _units(inputs: Sequence[str]) -> Iterator[list[str]]:
    """The files of the inputs in lists of a size that is worth a task, in order."""
    unit: list[str] = []
    size = 0
    for found in find(inputs):
        name = found.origin.file if isinstance(found, Failure) else found
        path = Path(name)
        unit.append(str(path.absolute()) if path.exists() else name)
        size += path.stat().st_size if path.is_file() else 0
        if len(unit) == _UNIT_FILES or size > _UNIT_BYTES:
            yield unit
            unit, size = [], 0
    if unit:
        yield unit


class _Reader:
    """Reads files into parts of articles."""

    def __init__(self, target: str, kind: str | None, published: str | None) -> None:
        self._partitions = Partitions(target)
        self._kind, self._published = kind, published
        self._pool = Pool({}, 1)

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        given = msgspec.json.decode(row["row"])
        pages = intake.read(given["files"], kind=self._kind, published=self._published)
        parts: list[str] = []
        while some := list(islice(pages, _PART)):
            part = f"part-{given['unit']:06}-{len(parts):04}.parquet"
            results = self._pool.results(chunks(some), coded=False)
            rows = []
            for page, result in zip(some, results, strict=True):
                origin = page.origin
                rows.append(
                    {"file": origin.file, "record": origin.record, "id": getattr(page, "id", None),
                     "content": content_of(page) if isinstance(page, Page) else None,
                     "verbatim": isinstance(page, Page) and page.kind == "text",
                     "article": _json(result.article).decode() if result.article else None,
                     "failure": result.failure.reason if result.failure else None}
                )  # fmt: skip
            self._partitions.write("articles", part, rows)
            parts.append(part)
        return {"made": _json({"parts": parts})}


def _counted(partitions: Partitions, parts: Iterable[str]) -> Repeats:
    """What publishers repeat over all parts; the first article of an id counts."""
    seen: set[str] = set()
    with Census() as census:
        for part in parts:
            for row in partitions.rows("articles", part):
                if row["article"] is not None and row["id"] not in seen:
                    seen.add(row["id"])
                    census.add(msgspec.json.decode(row["article"], type=Article))
        return census.repeats()


class _Coding:
    """Codes parts of articles."""

    def __init__(self, target: str, options: dict[str, Any], repeats: Any) -> None:
        import ray

        self._partitions = Partitions(target)
        self._repeats: Repeats = ray.get(repeats)
        self._reader = reader_of(Coder(**options))
        self._pool = Pool(options, 1)

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        part = msgspec.json.decode(row["row"])["part"]
        if not self._is_done(part):
            self._code(part)
        failed = [r["failure"] is not None for r in self._partitions.rows("documents", part, ["failure"])]
        tally = {
            "documents": len(failed) - sum(failed),
            "failed": sum(failed),
            "mentions": sum(1 for _ in self._partitions.rows("mentions", part, ["id"])),
        }
        return {"made": _json(tally)}

    def _is_done(self, part: str) -> bool:
        """Whether the part is there, made of the same input by the same reader."""
        if part not in self._partitions.parts("documents"):
            return False
        read = [(r["file"], r["record"], r["content"], self._reader)
                for r in self._partitions.rows("articles", part, ["file", "record", "content"])]  # fmt: skip
        coded = self._partitions.rows("documents", part, ["file", "record", "content", "reader"])
        return read == [(r["file"], r["record"], r["content"], r["reader"]) for r in coded]

    def _code(self, part: str) -> None:
        rows = list(self._partitions.rows("articles", part))
        given = [self._article(row) for row in rows]
        coded, mentions = [], []
        for row, result in zip(rows, self._pool.results(chunks(given)), strict=True):
            coded.append(
                {"file": row["file"], "record": row["record"], "content": row["content"], "reader": self._reader,
                 "id": row["id"], **(coded_row(result.document, result.article) if result.document else {}),
                 "failure": result.failure.reason if result.failure else None, "fatal": result.fatal}
            )  # fmt: skip
            if result.document is not None:
                mentions += mention_rows(result.document.events, row["file"], row["record"])
        # The documents last: where they are, the part is done.
        self._partitions.write("mentions", part, mentions)
        self._partitions.write("documents", part, coded)

    def _article(self, row: dict[str, Any]) -> Article | Failure:
        if row["article"] is None:
            return Failure(origin=Origin(file=row["file"], record=row["record"]), reason=row["failure"])
        article = msgspec.json.decode(row["article"], type=Article)
        return article if row["verbatim"] else without(article, self._repeats)
