"""What corrections suggest for the tables: candidate rows in the tables' own form, for somebody to look through.

They are candidates. A word that was rejected may need a condition and not a ban; a row of an actor may lack its years.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from polybius.records import Mention
from polybius.reviews.anchors import place_of
from polybius.reviews.decision import Decision

# A word counts as wrong in general where it was judged so often at least, and so often of all times it was judged.
_LEAST = 2
_MOSTLY = 0.5


class Judged(NamedTuple):
    """A mention as the machine coded it, and what became of it: "accept", "reject", or another type."""

    mention: Mention
    verdict: str


# Of each of these mentions the lemma and part of speech of its trigger's head; None where it is no word of the tables'
# parts of speech.
Heads = Callable[[Sequence[Mention]], Sequence[tuple[str, str] | None]]


def suggestions(decisions: Sequence[Decision], seen: Mapping[str, Mention], heads: Heads) -> dict[str, str]:
    """Text of candidate rows by the table's path below ``data/``; tables without any are left out.

    decisions: those that stand. seen: mentions as they were coded, by the key in their anchors.
    """
    judged = _judged(decisions, seen)
    words = "\n".join(text for text in (_retyped(judged), _missed(_added(decisions, seen), heads)) if text)
    found = {
        "lexicon/metaphors.toml": _rejected(judged),
        "lexicon/words/reviewed.toml": words,
        "entities/organisations.tsv": _actors(decisions),
        "places/settlements.tsv": _places(decisions),
    }
    return {path: text for path, text in found.items() if text}


def _judged(decisions: Sequence[Decision], seen: Mapping[str, Mention]) -> list[Judged]:
    """The last word on each mention."""
    found: dict[tuple[str, int, int, str], Judged] = {}
    for one in decisions:
        for anchor in one.about:
            mention = seen.get(anchor.seen)
            if mention is None:
                continue
            place = place_of(anchor)
            before = found.get(place)
            if one.action in ("accept", "reject"):
                # To accept an event is to keep the type that it was given.
                keeps = one.action == "accept" and before is not None and before.verdict not in ("accept", "reject")
                if not keeps:
                    found[place] = Judged(mention, one.action)
            elif one.action == "correct" and one.field == "type" and one.after != mention.type:
                found[place] = Judged(mention, str(one.after))
    return [found[place] for place in sorted(found)]


def _by_entry(judged: Iterable[Judged]) -> dict[str, list[Judged]]:
    found: dict[str, list[Judged]] = {}
    for one in judged:
        found.setdefault(one.mention.why.entry, []).append(one)
    return dict(sorted(found.items()))


def _often(some: Sequence[Any], of: Sequence[Any]) -> bool:
    return len(some) >= _LEAST and len(some) > _MOSTLY * len(of)


def _rejected(judged: Sequence[Judged]) -> str:
    """Entries whose mentions were mostly rejected: each sentence as one in which the word is not to be coded."""
    blocks = []
    for entry, all_of in _by_entry(judged).items():
        wrong = [one.mention for one in all_of if one.verdict == "reject"]
        word = _word(entry)
        if word is None or not _often(wrong, all_of):
            continue
        times = f"{len(wrong)} of {len(all_of)} times"
        blocks.append(f"# {entry}: rejected {times}. A condition (unless) may serve better.")
        for sentence in dict.fromkeys(mention.evidence.text for mention in wrong):
            blocks.append(_table("metaphor", lemma=list(word.lemma), pos=list(word.pos), example=_line(sentence)))
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _retyped(judged: Sequence[Judged]) -> str:
    """Entries whose mentions were mostly given another type: the entry with that type."""
    blocks = []
    for entry, all_of in _by_entry(judged).items():
        word = _word(entry)
        if word is None:
            continue
        for kind in sorted({one.verdict for one in all_of} - {"accept", "reject"}):
            told = [one.mention for one in all_of if one.verdict == kind]
            if _often(told, all_of):
                blocks.append(
                    f"# {entry}: {word.type} corrected to {kind} {len(told)} of {len(all_of)} times. Take the old "
                    "entry out, or part the two by conditions."
                )
                blocks.append(
                    _table(
                        "word", lemma=list(word.lemma), pos=list(word.pos), type=kind, frame=word.frame,
                        example=_line(told[0].evidence.text),
                    )
                )  # fmt: skip
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _added(decisions: Sequence[Decision], seen: Mapping[str, Mention]) -> list[Judged]:
    """The mentions that reviewers added and did not reject since, with the type that they last gave them."""
    found: dict[tuple[str, int, int, str], Judged] = {}
    for one in decisions:
        for anchor in one.about:
            mention, place = seen.get(anchor.seen), place_of(anchor)
            if one.action == "add" and mention is not None:
                found[place] = Judged(mention, str(one.after["type"]))
            elif place in found and one.action == "reject":
                del found[place]
            elif place in found and one.action == "correct" and one.field == "type":
                found[place] = Judged(found[place].mention, str(one.after))
    return [found[place] for place in sorted(found)]


def _missed(added: Sequence[Judged], heads: Heads) -> str:
    """Words that reviewers marked where the machine had missed an event: each as an entry of the type that they mostly
    gave it, with the frame that most entries of that type and part of speech have."""
    from polybius.events import lexicon

    known = lexicon.load().words
    by_word: dict[tuple[str, str], list[Judged]] = {}
    for one, head in zip(added, heads([one.mention for one in added]) if added else (), strict=True):
        if head is not None:
            by_word.setdefault(head, []).append(one)
    blocks = []
    for (lemma, pos), all_of in sorted(by_word.items()):
        for kind in sorted({one.verdict for one in all_of}):
            told = [one.mention for one in all_of if one.verdict == kind]
            frames = Counter(word.frame for word in known if word.type == kind and pos in word.pos)
            if not _often(told, all_of) or not frames:
                continue
            there = [word.key for word in known if lemma in word.lemma and pos in word.pos]
            hint = f" The table has {', '.join(there)}: widen its conditions rather." if there else ""
            blocks.append(f"# {lemma}: added as {kind} {len(told)} of {len(all_of)} times.{hint}")
            frame = min(frames, key=lambda name: (-frames[name], name))
            example = _line(told[0].evidence.text)
            blocks.append(_table("word", lemma=[lemma], pos=[pos], type=kind, frame=frame, example=example))
    return "\n\n".join(blocks) + "\n" if blocks else ""


def heads(mentions: Sequence[Mention]) -> list[tuple[str, str] | None]:
    """The lemma and part of speech of each trigger's head, by the parser. Raises ModelError where that is missing."""
    from polybius import language

    nlp = language.load()
    found: list[tuple[str, str] | None] = []
    for mention in mentions:
        evidence = mention.evidence
        doc = language.parse(nlp, evidence.text)
        trigger = (evidence.trigger.start - evidence.start, evidence.trigger.end - evidence.start)
        span = doc.char_span(*trigger, alignment_mode="expand")
        root = span.root if span is not None else None
        fits = root is not None and root.pos_ in ("VERB", "NOUN", "ADJ") and root.lemma_.isalpha()
        found.append((root.lemma_.lower(), root.pos_.lower()) if root is not None and fits else None)
    return found


def _word(entry: str) -> Any:
    """The entry of the lexicon's words of this key, None where there is none."""
    from polybius.events import lexicon

    return next((word for word in lexicon.load().words if word.key == entry), None)


def _actors(decisions: Sequence[Decision]) -> str:
    """Names that reviewers gave an actor's country or sectors to, or chose where the machine had no actor."""
    from polybius.entities import organisations

    known = {form.casefold() for form in organisations.by_form()}
    rows: dict[str, tuple[str, str]] = {}
    for one in decisions:
        if one.action != "correct" or one.field not in ("actor", "recipient", "mediator"):
            continue
        before = {(each.get("text"), each.get("entity")) for each in one.before or ()}
        for each in one.after or ():
            name = " ".join(str(each.get("entity") or each.get("text") or "").split())
            new = (each.get("text"), each.get("entity")) not in before
            # A name: other words ("troops", "villagers") are for the table of roles.
            if not new or not name[:1].isupper() or name.casefold() in known or _is_land(name):
                continue
            rows[name] = (each.get("country") or "-", "|".join(each.get("sectors") or ()) or "-")
    header = "# name, aliases, country, sectors, years, power: chosen as actors in review, to be checked"
    lines = [f"{name}\t-\t{land}\t{sectors}\t-\t-" for name, (land, sectors) in sorted(rows.items())]
    return "\n".join([header, *lines]) + "\n" if lines else ""


def _is_land(name: str) -> bool:
    from polybius.places import countries

    return countries.by_name(name) is not None or countries.by_demonym(name) is not None


def _places(decisions: Sequence[Decision]) -> str:
    """Words that reviewers said name a place, and the gazetteer has not as a name of it."""
    from polybius.places import gazetteer

    gaz = gazetteer.load()
    rows: dict[tuple[str, int], str] = {}
    for one in decisions:
        after = one.after
        if one.action != "correct" or one.field != "place" or one.words is None or not isinstance(after, dict):
            continue
        number, called = after.get("geonameid"), " ".join(one.words.text.split())
        if number is None or not called[:1].isupper() or after.get("kind") != "settlement":
            continue
        if number not in {entry.geonameid for entry in gaz.named(called)}:
            row = (str(after["name"]), int(number))
            names = [*rows.get(row, "").split("|"), called]
            rows[row] = "|".join(dict.fromkeys(name for name in names if name))
    header = "# name, geonameid, kind, lat, lon, country, weight, names, near: chosen in review, to be checked"
    lines = [f"{name}\t{number}\tsettlement\t\t\t{_land(gaz, number)}\t\t{names}\t"
             for (name, number), names in sorted(rows.items())]  # fmt: skip
    return "\n".join([header, *lines]) + "\n" if lines else ""


def _land(gaz: Any, number: int) -> str:
    entry = gaz.numbered(number)
    return entry.country or "" if entry is not None else ""


def _table(name: str, **fields: str | list[str]) -> str:
    """A table of an array of tables, as TOML."""
    lines = [f"[[{name}]]"]
    for key, value in fields.items():
        shown = "[" + ", ".join(map(_quoted, value)) + "]" if isinstance(value, list) else _quoted(value)
        lines.append(f"{key} = {shown}")
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """A TOML basic string, which is a JSON string but for the delete character."""
    import json

    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _line(text: str) -> str:
    return " ".join(text.split())
