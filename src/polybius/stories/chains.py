"""Which mentions of one document tell one happening: its chains of coreference.

A text tells what happened once with its day and place, and then goes on about it: "the attack", "two people were
killed". So mentions are read in the order of the text, and each joins the chain that most speaks for, or begins one of
its own (mention-to-entity clustering; A. Rahman and V. Ng: Supervised models for coreference resolution, 2009). What
speaks for and against a chain, and how much, is in ``data/chains.toml``.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from polybius.records import EventPlace, Mention
from polybius.stories.actors import OTHERS, SAME, Code, codes
from polybius.stories.chain_rules import ChainRules, meanings
from polybius.stories.features import Days, days_of, kilometres, words_around, words_before
from polybius.stories.reports import Report
from polybius.stories.settings import Settings
from polybius.stories.stems import WORD, last_noun, stem

_PRECISE = 3  # days
_MONTH = 31  # days


class Step(NamedTuple):
    """What speaks for or against a mention's being in a chain: its name in the data, in words, with its weight."""

    name: str
    words: str
    weight: float


class Link(NamedTuple):
    """A mention in a chain, and why it is there; nothing for the first.

    ``refers``: it does no more than point back ("the attack"): when and where its sentence says is of something else.
    """

    report: Report
    steps: tuple[Step, ...] = ()
    refers: bool = False


Chain = tuple[Link, ...]


class _Told:
    """A mention as it is compared with chains. What few comparisons ask for is worked out when they do."""

    def __init__(self, report: Report, sentence: int, settings: Settings) -> None:
        """sentence: how many sentences that tell something stand before its own."""
        self.report = report
        self.sentence = sentence
        self._settings = settings
        self._rules = rules = settings.chains
        self.mention = mention = report.mention
        self.when = days_of(report, settings)
        self.kind = rules.kind(mention.type)
        # What came of a happening rather than the happening.
        self.harm = mention.why.entry.rpartition("/")[2] in rules.harm
        self.order = rules.order(mention.why.entry)
        word = mention.evidence.trigger.text.casefold()
        self.stem = stem(word)
        # What its trigger can mean as a noun for something told before; and whether it does no more than point back.
        self.means = meanings(rules.called).get(word, frozenset())
        self.refers = bool(self.means) and refers(mention, rules)
        place = mention.place
        self.placed = not self.refers and place is not None and place.basis == "stated"
        close = self.when.days is not None and self.when.days <= _MONTH
        # A day or a month of its own, or from the sentences before.
        self.dated = not self.refers and self.when.own and close
        self.scene = mention.date is not None and mention.date.basis == "inherited" and close

    @property
    def demonstrative(self) -> bool:
        return self.refers and self.before[-1] != "the"

    @cached_property
    def before(self) -> tuple[str, ...]:
        return words_before(self.mention, 4)

    @cached_property
    def shifted(self) -> bool:
        """Whether its sentence begins with another time than the one before: "A day earlier, ..."."""
        return shifted(self.mention, self._rules)

    @cached_property
    def details(self) -> frozenset[str]:
        """Stems of the words that say which one it is: "the bus strike", "the attack on the market"."""
        return details(self.mention, self._settings) if self.means else frozenset()

    @cached_property
    def spots(self) -> frozenset[str]:
        """Names that its sentence has behind "in" or "near", in small letters."""
        return spots(self.mention, self._rules)

    @cached_property
    def content(self) -> frozenset[str]:
        """Stems of all its sentence's words."""
        return frozenset(map(stem, WORD.findall(self.mention.evidence.text.casefold())))


def chains(reports: Sequence[Report], settings: Settings) -> list[Chain]:
    """The mentions of one document, given in the order of its text, as chains in the order of their first."""
    rules = settings.chains
    if len(reports) == 1:
        return [(Link(reports[0]),)]
    found: list[list[tuple[_Told, Link]]] = []
    recent: dict[int, None] = {}  # the chains by when they were last told, so that a long text costs no more a mention
    for told in _read(reports, settings):
        weighed = []
        for number in sorted(islice(reversed(recent), rules.reach)):
            chain = found[number]
            some = chain if len(chain) <= rules.reach else [chain[0], *chain[-rules.reach :]]
            steps = _weigh(told, [one for one, _ in some], settings)
            if steps is not None:
                weighed.append((number, steps))
        if weighed and told.demonstrative:
            # "That attack" is the one told last.
            latest = max(weighed, key=lambda one: found[one[0]][-1][0].mention.evidence.trigger.start)
            latest[1].append(_step("nearest", rules))
        best: tuple[float, int, tuple[Step, ...]] | None = None
        for number, steps in weighed:
            total = sum(step.weight for step in steps)
            if total >= rules.join and (best is None or (total, number) > best[:2]):
                best = (total, number, tuple(steps))
        if best is None:
            recent[len(found)] = None
            found.append([(told, Link(told.report))])
        else:
            found[best[1]].append((told, Link(told.report, best[2], told.refers)))
            recent[best[1]] = recent.pop(best[1])
    return [tuple(link for _, link in chain) for chain in found]


def _read(reports: Sequence[Report], settings: Settings) -> Iterator[_Told]:
    sentences: dict[int, int] = {}
    for report in reports:
        yield _Told(report, sentences.setdefault(report.mention.evidence.start, len(sentences)), settings)


def _weigh(told: _Told, chain: Sequence[_Told], settings: Settings) -> list[Step] | None:
    """What speaks for and against a mention's being in a chain; None where it cannot be."""
    rules = settings.chains
    if not _kinds_meet(told, chain, settings) or _excluded(told, chain, settings):
        return None
    held = {
        "shifted": told.shifted and not told.refers and told.sentence != max(one.sentence for one in chain),
        "told_often": told.refers and len(chain) >= rules.often,
        "main": chain[0].sentence == 0,
        "undated": not told.dated,
        "unplaced": not told.placed,
        "same_word": told.stem in {one.stem for one in chain},
        "other_type": not told.harm and told.mention.type not in {one.mention.type for one in chain},
    }
    names = [
        *_nearness(told, chain), *_pointing(told, chain, rules), *_days(told, chain), *_spots(told, chain, settings),
        *_details(told, chain), *_counts(told, chain), *_parties(told, chain, settings),
        *(name for name, holds in held.items() if holds),
    ]  # fmt: skip
    return [_step(name, rules) for name in names]


def _step(name: str, rules: ChainRules) -> Step:
    return Step(name, rules.weights[name].words, rules.weights[name].weight)


# --- what cannot be -----------------------------------------------------------------------------


def _kinds_meet(told: _Told, chain: Sequence[_Told], settings: Settings) -> bool:
    """Whether types can tell one happening; harm that came of it is told as any violence."""
    if {told.order} != {one.order for one in chain}:
        return False
    return all(_types_meet(told, one, settings) for one in chain)


def _types_meet(a: _Told, b: _Told, settings: Settings) -> bool:
    if a.mention.type == b.mention.type or ((a.harm or b.harm) and a.kind == b.kind == "violence"):
        return True
    both = {a.mention.type, b.mention.type}
    near = settings.levels["type"]
    close = settings.chains.close
    return any({one, other} == both and near[name].bits >= close for name, one, other in settings.close_types)


def _excluded(told: _Told, chain: Sequence[_Told], settings: Settings) -> bool:
    status = settings.status.group(told.mention.status)
    real = {"real", "denied"}
    for one in chain:
        theirs = settings.status.group(one.mention.status)
        if status != theirs and not {status, theirs} <= real and not told.refers:
            return True
        if told.when.own and one.when.own and not (told.refers or one.refers) and not _meet(told.when, one.when):
            return True
        if told.placed and one.placed and _apart(told.mention.place, one.mention.place, settings):
            return True
    return False


def _meet(a: Days, b: Days) -> bool:
    return not (
        (a.first is not None and b.last is not None and a.first > b.last)
        or (b.first is not None and a.last is not None and b.first > a.last)
    )


def _apart(a: EventPlace | None, b: EventPlace | None, settings: Settings) -> bool:
    """Whether two places exclude each other."""
    assert a is not None and b is not None
    rules = settings.place
    if a.geonameid is not None and a.geonameid == b.geonameid:
        return False
    if a.kind in rules.countries or b.kind in rules.countries:
        return a.country is not None and b.country is not None and a.country != b.country
    distance = kilometres(a, b)
    if distance is None:
        return a.country is not None and b.country is not None and a.country != b.country
    areas = (a.kind in rules.areas) + (b.kind in rules.areas)
    return distance > (rules.near["near"] if not areas else rules.region["within"])


# --- what speaks for and against ----------------------------------------------------------------


def _nearness(told: _Told, chain: Sequence[_Told]) -> Iterator[str]:
    gap = told.sentence - max(one.sentence for one in chain)
    bare = told.harm and not told.dated
    if gap == 0:
        here = any(one.harm for one in chain if one.sentence == told.sentence)
        yield "harm_same_sentence" if told.harm else "cause_same_sentence" if here else "same_sentence"
    elif gap == 1:
        yield "harm_next_sentence" if bare else "next_sentence"
    elif gap == 2:
        yield "harm_soon" if bare else "soon"


def _pointing(told: _Told, chain: Sequence[_Told], rules: ChainRules) -> Iterator[str]:
    """Whether the words before the trigger point back to something told ("the attack"), or away ("another attack")."""
    if any(word in rules.distinct for word in told.before[-2:]):
        yield "distinct"
    elif told.means and not rules.definite.isdisjoint(told.before[-3:]):
        if told.stem in {one.stem for one in chain}:
            yield "definite_same"
        elif any(not told.means.isdisjoint(_kinds(one.mention)) for one in chain):
            yield "definite_other"


def _details(told: _Told, chain: Sequence[_Told]) -> Iterator[str]:
    """Whether the words that say which one it is, or where, were told of the chain."""
    content = frozenset().union(*(one.content for one in chain if one.sentence != told.sentence))
    if told.details and content:
        yield "same_details" if told.details & content else "other_details"
    if told.spots and content:
        if {stem(word) for spot in told.spots for word in spot.split()} & content:
            yield "spot_told"
        elif any(one.spots or one.placed for one in chain):
            yield "other_spot"


def refers(mention: Mention, rules: ChainRules) -> bool:
    """Whether a trigger is a noun that does no more than point back: "the attack", and no word that says which."""
    before, after = words_around(mention)
    more = rules.prepositions | rules.places
    return bool(before) and before[-1] in rules.pointing and not (after and after[0] in more)


def shifted(mention: Mention, rules: ChainRules) -> bool:
    """Whether a mention's sentence begins with another time than that of the one before ("A day earlier, ...")."""
    start = mention.evidence.text[:40].casefold()
    return any(start.startswith(phrase) for phrase in rules.shifts)


def details(mention: Mention, settings: Settings) -> frozenset[str]:
    """Stems of the words that say which happening the trigger, as a noun, means.

    They stand between its determiner and it ("the bus strike"), or behind a preposition after it ("the attack on the
    market").
    """
    rules = settings.chains
    before, after = words_around(mention)
    found: list[str] = []
    for word in reversed(before[-4:]):
        if word in rules.definite or word in rules.prepositions:
            break
        found.append(word)
    else:
        found = []
    if after and after[0] in rules.prepositions:
        for word in after[1:5]:
            if word in rules.prepositions or word in rules.stops:
                break
            found.append(word)
    return frozenset(stem(w) for w in found if len(w) > 2 and w not in settings.words.common and w not in rules.bare)


def spots(mention: Mention, rules: ChainRules) -> frozenset[str]:
    """Names behind a preposition of place in a mention's sentence, in small letters."""
    found = rules.spot.findall(mention.evidence.text)
    return frozenset(name.casefold() for name in found if name.casefold() not in rules.bare)


def _kinds(mention: Mention) -> tuple[str, str]:
    return (mention.type, f"{mention.type}/{mention.mode}")


def _days(told: _Told, chain: Sequence[_Told]) -> Iterator[str]:
    dated = [one for one in chain if one.dated]
    if told.scene and dated:
        yield "scene_day" if any(_meet(told.when, one.when) for one in dated) else "other_scene_day"
    if told.dated and not dated and not any(one.scene for one in chain):
        yield "first_dated"
    if not told.dated or not dated:
        return
    spans = [max(told.when.days or 0, one.when.days or 0) for one in dated]
    yield "same_day" if min(spans) <= _PRECISE else "same_month"


def _spots(told: _Told, chain: Sequence[_Told], settings: Settings) -> Iterator[str]:
    mine = told.mention.place
    theirs = [one.mention.place for one in chain if one.placed and one.mention.place is not None]
    if mine is not None and mine.basis == "inherited" and theirs:
        near = any(not _apart(mine, one, settings) for one in theirs)
        same = any(mine.geonameid is not None and mine.geonameid == one.geonameid for one in theirs)
        if same or not near:
            yield "scene_place" if same else "other_scene_place"
    if not told.placed or mine is None or not theirs:
        return
    if any(mine.geonameid is not None and mine.geonameid == one.geonameid for one in theirs):
        yield "same_country" if mine.kind in settings.place.countries else "same_place"
    elif any(mine.kind in settings.place.countries or one.kind in settings.place.countries for one in theirs):
        yield "same_country"
    else:
        yield "near_place"


def _counts(told: _Told, chain: Sequence[_Told]) -> Iterator[str]:
    mine = _figures(told.mention)
    agree = differ = False
    for one in chain:
        for kind, count in _figures(one.mention).items():
            if kind in mine:
                agree = agree or (mine[kind] == count and count > 1)
                differ = differ or mine[kind] != count
    if agree:
        yield "same_figure"
    elif differ:
        yield "other_figure"


def _figures(mention: Mention) -> dict[str, float]:
    found: dict[str, float] = {}
    for one in mention.quantities:
        if one.low is not None:
            found[f"{one.kind} {one.unit}"] = max(found.get(f"{one.kind} {one.unit}", 0.0), one.low)
    return found


def _parties(told: _Told, chain: Sequence[_Told], settings: Settings) -> Iterator[str]:
    for role in ("actor", "recipient"):
        mine = [_code(one.country, one.sectors) for one in getattr(told.mention, role)]
        theirs = [_code(one.country, one.sectors) for t in chain for one in getattr(t.mention, role)]
        named = {one.entity for one in getattr(told.mention, role) if one.entity}
        others = {one.entity for t in chain for one in getattr(t.mention, role) if one.entity}
        found = {codes(a, b, settings.actors) for a in mine for b in theirs}
        nouns = {stem(last_noun(one.text)) for one in getattr(told.mention, role)} - {""}
        nouns &= {stem(last_noun(one.text)) for t in chain for one in getattr(t.mention, role)}
        if named & others or found & SAME or nouns - settings.actors.anybody:
            yield f"same_{role}"
        elif found and found <= OTHERS:
            yield f"other_{role}"


def _code(country: str | None, sectors: tuple[str, ...]) -> Code:
    return (country, frozenset(sectors))
