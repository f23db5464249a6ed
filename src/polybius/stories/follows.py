"""Which earlier story an article goes back to: a follow-up weeks later, a retrospective that mentions it.

Such an article tells a happening of its own, so it is in another story; what ties it to the earlier one are names. A
story is known by the names that most of its articles have near their beginning and few other stories have at all. An
article that has the better part of them, wherever in its text, goes back to that story.
"""

import calendar
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from polybius.records import Article, Document, Record
from polybius.stories.reports import day_number
from polybius.stories.settings import FollowRules, load

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SHORTEST = 3
_CALENDAR = frozenset(name.casefold() for name in (*calendar.day_name, *calendar.month_name) if name)


class Follow(Record, frozen=True, kw_only=True):
    """The story that an article goes back to, and the names by which: the rarest first."""

    story: str
    shared: tuple[str, ...]


@dataclass
class _Story:
    """A story: the days of its articles, how many they are, and the names in them."""

    first: int | None = None
    articles: int = 0
    lead: Counter[str] = field(default_factory=Counter)  # in so many articles' beginnings
    names: set[str] = field(default_factory=set)


def follows(articles: Iterable[Article | Document], stories: Mapping[str, str]) -> dict[str, Follow]:
    """The earlier story of each article that goes back to one, by article's id.

    stories: the story of each article, as ``stories.group`` gives it. A story is earlier that began on an earlier day;
    an article without a day of publication goes back to none. The order of the articles makes no difference.
    """
    rules = load().follow
    given = sorted({one.id: one for one in articles}.values(), key=lambda one: one.id)
    spelt = [_words(one, rules) for one in given]
    common = _common(spelt)
    found: defaultdict[str, _Story] = defaultdict(_Story)
    for one, words in zip(given, spelt, strict=True):
        story = found[stories[one.id]]
        day = day_number(one.published)
        if day is not None:
            story.first = day if story.first is None else min(story.first, day)
        story.articles += 1
        told = words.names.keys() - common
        story.lead.update(name for name in told if words.names[name][1] < rules.lead)
        story.names |= told
    known = _Known(found, rules)
    result: dict[str, Follow] = {}
    back: dict[str, str] = {}
    begun = [found[stories[one.id]].first for one in given]
    dated = [n for n, one in enumerate(given) if begun[n] is not None and day_number(one.published) is not None]
    for n in sorted(dated, key=lambda n: (begun[n] or 0, n)):
        names = spelt[n].names
        earlier = known.earlier(names.keys() - common, begun[n] or 0)
        if earlier:
            best = max(earlier, key=lambda id: (earlier[id][0], found[id].first or 0, id))
            # What goes back to a follow-up goes back to what that follows.
            while back.get(best) in earlier:
                best = back[best]
            own = stories[given[n].id]
            back.setdefault(own, best)
            result[given[n].id] = Follow(story=best, shared=tuple(names[name][0] for name in earlier[best][1]))
    return result


class _Known:
    """Stories by the names that tell them."""

    def __init__(self, stories: Mapping[str, _Story], rules: FollowRules) -> None:
        self._stories = stories
        self._rules = rules
        told = Counter(name for story in stories.values() for name in story.names)
        self._weight = {name: math.log(1 + len(stories) / count) for name, count in told.items()}
        few = max(rules.few, min(rules.few_most, int(rules.few_share * len(stories))))
        self._rare = {name for name, count in told.items() if count <= few}
        self._telling: dict[str, list[str]] = {}
        self._by_name: defaultdict[str, list[str]] = defaultdict(list)
        for id, story in sorted(stories.items()):
            most = [name for name, count in story.lead.items() if 2 * count > story.articles]
            telling = self._sorted(most)[: rules.names]
            if story.first is None or len(telling) < rules.least:
                continue
            self._telling[id] = telling
            for name in telling:
                if name in self._rare:
                    self._by_name[name].append(id)

    def earlier(self, names: set[str], begun: int) -> dict[str, tuple[float, list[str]]]:
        """The stories that began before a day and of whose names these have enough: what share, and which names."""
        rare = Counter(id for name in names & self._rare for id in self._by_name.get(name, ()))
        found = {}
        for id in sorted(id for id, count in rare.items() if count >= self._rules.least_rare):
            first = self._stories[id].first
            shared = [name for name in self._telling[id] if name in names]
            if first is None or first >= begun or len(shared) < self._rules.least:
                continue
            share = sum(self._weight[name] for name in shared) / sum(self._weight[n] for n in self._telling[id])
            if share >= self._rules.share:
                found[id] = (round(share, 9), shared)
        return found

    def _sorted(self, names: Iterable[str]) -> list[str]:
        return sorted(names, key=lambda name: (-self._weight[name], name))


@dataclass
class _Words:
    """An article's capitalised words, folded, as they are first spelt and at which word of the text; and the others."""

    names: dict[str, tuple[str, int]]
    others: set[str]


def _words(one: Article | Document, rules: FollowRules) -> _Words:
    body = one.body if isinstance(one, Article) else one.text
    found = _Words({}, set())
    for at, spelt in enumerate(_WORD.findall(body)[: rules.far]):
        spelt = spelt.replace("’", "'").removesuffix("'s")
        word = spelt.casefold()
        if not spelt[:1].isupper():
            found.others.add(word)
        elif len(word) >= _SHORTEST:
            found.names.setdefault(word, (spelt, at))
    return found


def _common(texts: Sequence[_Words]) -> set[str]:
    """Words that are no names though they are capitalised: where a sentence begins, days and months."""
    lower = Counter(word for words in texts for word in words.others)
    upper = Counter(word for words in texts for word in words.names)
    return {word for word, count in upper.items() if word in _CALENDAR or count < 4 * lower[word]} | load().words.common
