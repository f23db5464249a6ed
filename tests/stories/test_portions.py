"""However documents come and go, in whatever order and portions, their mentions are grouped as if they came at once."""

import random
from collections.abc import Sequence

import duckdb
import msgspec
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from factories import count, date, document, place, tell, who
from polybius.records import Document
from polybius.stories.linkage import Linkage
from polybius.stories.reports import Report, report
from polybius.stories.settings import Settings, load

Groups = set[tuple[str, ...]]

_TOWNS = ("Goma", "Goma", "Kharkiv", "Chuhuiv", "Ukraine")
_DAYS = ("2023-11-07", "2023-11-08", "2023-11-08", "2023-11", "2023")
_WORDS = (
    "Rebels bombed a market in {} on Wednesday.",
    "A market in {} was bombed, police said.",
    "Several people died when a crowded market in {} was bombed overnight.",
)
_ACTORS = ((), (who("Rebels", "COD", "REB"),), (who("Troops", "RUS", "MIL"),))
_TOLLS = ((), (count("killed", 3),), (count("killed", 40),))


def small(most: int, exhaustive: int) -> Settings:
    """The settings with blocks and webs that a few documents fill."""
    rules = load()
    blocks = msgspec.structs.replace(rules.blocks, most=most, window=2)
    return msgspec.structs.replace(rules, blocks=blocks, exhaustive=exhaustive)


def told(number: int, chance: random.Random) -> Document:
    """A document of one or two attacks that are told in one of a few ways, so that many are near each other."""

    def attack() -> dict[str, object]:
        town = chance.choice(_TOWNS)
        return tell(
            chance.choice(_WORDS).format(town), "bombed", "ASSAULT",
            date=chance.choice((None, *(date(day, chance.choice(("stated", "published"))) for day in _DAYS))),
            place=place(town), actor=chance.choice(_ACTORS), quantities=chance.choice(_TOLLS),
        )  # fmt: skip

    published = chance.choice((None, "2023-11-09", "2023-11-09", "2023-11-21"))
    return document(f"d{number:02}", *(attack() for _ in range(chance.choice((1, 1, 2)))), published=published)


def reports(documents: Sequence[Document], stored: bool) -> list[Report]:
    """The mentions of documents, as they are or as a store gives them back."""
    given = msgspec.json.decode(msgspec.json.encode(documents), type=list[Document]) if stored else documents
    return [report(mention, one) for one in given for mention in one.events]


def linked(steps: Sequence[tuple[Sequence[Document], Sequence[Document]]], rules: Settings, stored: bool) -> Groups:
    """The groups after steps: each takes documents out, puts others in, and works out what follows."""
    groups: Groups = set()
    with duckdb.connect() as db:
        linkage = Linkage(db, rules)
        for gone, come in steps:
            linkage.remove([one.id for one in gone])
            linkage.add(reports(come, stored))
            linkage.update()
            undone, found = linkage.change()
            groups = {group for group in groups if undone.isdisjoint(group)} | {tuple(group) for group in found}
    return groups


def check(size: int, seed: int, parts: int, rules: Settings) -> None:
    """Some documents come, in portions; some of them go again, some of those come back, perhaps with another text."""
    chance = random.Random(seed)
    documents = [told(number, chance) for number in range(size)]
    chance.shuffle(documents)
    steps: list[tuple[list[Document], list[Document]]] = []
    inside: dict[str, Document] = {}
    for part in range(parts):
        gone = [one for one in inside.values() if chance.random() < 0.2]
        again = [one if chance.random() < 0.5 else told(int(one.id[1:]), chance) for one in gone]
        come = [*documents[part::parts], *(one for one in again if chance.random() < 0.5)]
        for one in gone:
            del inside[one.id]
        inside.update((one.id, one) for one in come)
        chance.shuffle(come)
        steps.append((gone, come))
    at_once = linked([([], sorted(inside.values(), key=lambda one: one.id))], rules, stored=False)
    assert linked(steps, rules, stored=True) == at_once
    assert sorted(m for group in at_once for m in group) == sorted(m.id for d in inside.values() for m in d.events)


@given(
    size=st.integers(2, 40), seed=st.integers(0, 10**6), parts=st.integers(1, 4),
    most=st.sampled_from((3, 8, 200)), exhaustive=st.sampled_from((4, 10, 60)),
)  # fmt: skip
@settings(deadline=None, max_examples=15, derandomize=True, suppress_health_check=list(HealthCheck),
          phases=(Phase.explicit, Phase.reuse, Phase.generate))  # fmt: skip
def test_documents_that_come_and_go_in_portions_leave_the_groups_of_all_at_once(
    size: int, seed: int, parts: int, most: int, exhaustive: int
) -> None:
    check(size, seed, parts, small(most, exhaustive))


def test_a_figure_is_the_same_figure_whole_or_with_a_point() -> None:
    """Ties go by what is told, and a store gives 40 dead back as 40.0."""
    check(40, 37, 1, load())
