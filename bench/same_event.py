"""How well mentions of the bundled sample are joined into events, against a table written by hand.

    python bench/same_event.py [--set sample|second|held-back] [--store FILE] [--errors N] [--labels FILE]

``tests/stories/same_event.tsv`` marks words of the sample's articles and names the event that each tells. A mention
of the coder whose trigger is among the marked words has that event. Each pair of such mentions is one event or two,
by the table and by the program: precision, recall and F1 of the pairs that are one (the usual pairwise measure of
coreference and record linkage). Marked words that the coder made no mention of are counted apart. ``--labels`` writes
down which mention tells which event, as ``polybius.stories.estimate`` reads it.

``--set second`` judges other articles by another table, ``tests/stories/second`` and ``second.tsv``; rules and weights
were chosen while looking at errors on the sample and on these. On those of ``--set held-back`` nobody looks at errors:
whether what was gained holds on other news. They are shown only when asked for (``--errors N``), and no labels are
written from them.
"""

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from itertools import combinations
from pathlib import Path

from polybius.console import Session
from polybius.pipeline import Coder
from polybius.records import Document, Event, Mention
from polybius.running import run_into
from polybius.store import Store

_STORIES = Path(__file__).resolve().parents[1] / "tests" / "stories"
TABLE = _STORIES / "same_event.tsv"
# Table and articles of the sets that are not in the package.
SETS = {
    "second": (_STORIES / "second.tsv", _STORIES / "second"),
    "held-back": (_STORIES / "held_back.tsv", _STORIES / "held_back"),
}


@dataclass(frozen=True, slots=True)
class Telling:
    """A row of the table: the words of a document that tell an event, those between brackets its trigger."""

    event: str
    day: str
    place: str
    document: str
    words: str

    def span(self, text: str) -> tuple[int, int]:
        """Where the marked words stand in the document's text. Raises ValueError unless that is one spot."""
        plain = self.words.replace("[", "").replace("]", "")
        if text.count(plain) != 1:
            raise ValueError(f"{self.document}: {plain!r} stands there {text.count(plain)} times")
        start = text.index(plain) + self.words.index("[")
        return start, start + self.words.index("]") - self.words.index("[") - 1


@dataclass(frozen=True, slots=True)
class Judged:
    """The coder's mentions that tell an event of the table, those the program put in one event, and what is amiss."""

    told: Mapping[str, Telling]  # mention id to its row
    mentions: Mapping[str, Mention]
    missed: tuple[Telling, ...]  # rows without a mention
    right: tuple[tuple[str, str], ...]  # pairs of mention ids
    merged: tuple[tuple[str, str], ...]
    split: tuple[tuple[str, str], ...]

    @property
    def precision(self) -> float:
        return len(self.right) / max(1, len(self.right) + len(self.merged))

    @property
    def recall(self) -> float:
        return len(self.right) / max(1, len(self.right) + len(self.split))

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def clashes(self) -> list[tuple[str, str]]:
        """Pairs in one event that the table has on different days or in different places."""
        return [pair for pair in self.merged if differ(self.told[pair[0]], self.told[pair[1]])]


def differ(a: Telling, b: Telling) -> bool:
    """Whether two rows have different days, or different places; "2020" differs from no day of 2020."""
    days = not (a.day.startswith(b.day) or b.day.startswith(a.day))
    return days or ("-" not in (a.place, b.place) and a.place != b.place)


def read(path: Path = TABLE) -> list[Telling]:
    """The rows of the table."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Telling(*line.split("\t")) for line in lines if line and not line.startswith("#")]


def names(store: Store, folder: Path) -> dict[str, str]:
    """What the table calls each document, to its id: its file below ``folder``, in a feed its own id."""
    found = {}
    for article in store.articles():
        assert article.origin is not None
        file = Path(article.origin.file).relative_to(folder).as_posix()
        found[article.id if article.origin.record is not None else file] = article.id
    return found


def judge(
    table: Iterable[Telling], documents: Iterable[Document], events: Iterable[Event], ids: Mapping[str, str]
) -> Judged:
    """The program's events against the table; ``ids`` maps the table's document names to ids."""
    texts = {document.id: document for document in documents}
    told: dict[str, Telling] = {}
    missed = []
    for row in table:
        document = texts[ids[row.document]]
        start, end = row.span(document.text)
        hit = [
            mention
            for mention in document.events
            if mention.evidence.trigger.start < end and start < mention.evidence.trigger.end
        ]
        told.update({mention.id: row for mention in hit})
        missed += [] if hit else [row]
    mentions = {mention.id: mention for one in texts.values() for mention in one.events if mention.id in told}
    of = {source.mention: event.id for event in events for source in event.sources}
    right, merged, split = [], [], []
    for a, b in combinations(sorted(told), 2):
        same, joined = told[a].event == told[b].event, of[a] == of[b]
        if same and joined:
            right.append((a, b))
        elif joined:
            merged.append((a, b))
        elif same:
            split.append((a, b))
    return Judged(told, mentions, tuple(missed), tuple(right), tuple(merged), tuple(split))


@contextmanager
def _articles(name: str) -> Iterator[Path]:
    """The folder with the articles of a set."""
    if name in SETS:
        yield SETS[name][1]
        return
    with as_file(files("polybius") / "sample") as sample:
        yield sample


def run(store: Path | None = None, name: str = "sample") -> Judged:
    """Read and link the articles of a set (into ``store``, or a store that is thrown away) and judge them."""
    with tempfile.TemporaryDirectory() as temporary, _articles(name) as folder:
        path = store or Path(temporary) / "articles.duckdb"
        if not path.exists():
            with Session(quiet=True) as session:
                run_into(path, [str(folder)], session=session, coder=Coder(gated=True))
        table = read(SETS[name][0] if name in SETS else TABLE)
        with Store(path, read_only=True) as opened:
            return judge(table, opened.documents(), opened.events(), names(opened, folder))


def show(found: Judged, most: int) -> None:
    """Print the figures and the worst errors."""
    count = len({row.event for row in found.told.values()})
    print(f"{len(found.told)} mentions of {count} events; {len(found.missed)} tellings without a mention")
    print(f"pairwise precision {found.precision:.3f}  recall {found.recall:.3f}  F1 {found.f1:.3f}")
    print(f"pairs of different days or places in one event: {len(found.clashes())}")
    for title, pairs in (("wrongly joined", found.merged), ("wrongly parted", found.split)):
        print(f"\n{title}: {len(pairs)} pairs")
        for (one, other), rows in _by_events(pairs, found.told)[:most]:
            print(f"  {one}" + (f" + {other}" if other != one else "") + f" ({len(rows)} pairs)")
            for key in dict.fromkeys(key for pair in rows for key in pair):
                row, mention = found.told[key], found.mentions[key]
                date = mention.date.edtf + "/" + mention.date.basis if mention.date else "no date"
                place = mention.place.name + "/" + mention.place.basis if mention.place else "no place"
                told = f"{mention.type} {mention.mode or ''} {date} {place}"
                print(f"      {row.words:45.45} {row.document:35.35} {told}")


def _by_events(
    pairs: Sequence[tuple[str, str]], told: Mapping[str, Telling]
) -> list[tuple[tuple[str, str], list[tuple[str, str]]]]:
    grouped: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for a, b in pairs:
        first, second = sorted((told[a].event, told[b].event))
        grouped[first, second].append((a, b))
    return sorted(grouped.items(), key=lambda item: (-len(item[1]), item[0]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", default="sample", choices=["sample", *SETS], help="which articles to judge")
    parser.add_argument("--store", type=Path, help="a store of the articles, made where there is none")
    parser.add_argument(
        "--errors", type=int, help="how many events with errors to show of each kind (12; of held-back none)"
    )
    parser.add_argument("--labels", type=Path, help="where to write which mention tells which event")
    options = parser.parse_args()
    if options.set == "held-back" and options.labels:
        parser.error("--labels is what weights are estimated from; the held-back articles are not to be learned from")
    found = run(options.store, options.set)
    show(found, options.errors if options.errors is not None else 0 if options.set == "held-back" else 12)
    if options.labels:
        lines = (f"{mention}\t{found.told[mention].event}\n" for mention in sorted(found.told))
        options.labels.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
