"""Who made it: credits of pictures, bylines, and the agencies named in them."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from polybius.article.characters import ADDRESS, BAR, BULLET, CLOSING, CREDIT, Counts
from polybius.records import Caption
from polybius.tables import rows

BYLINE = re.compile(
    r"(?i:(?:story|written|reporting|posted|published|words|text|reported)\s+)?(?i:by):?\s+"
    r"(?=[^\W\d_a-zà-öø-ÿ])(?P<names>.{3,120})$"
)
"""A line that names the authors: "By Jane Doe"."""

SIGNED = ("By", "by", "BY", "Story", "Written", "Reporting", "Posted", "Published", "Words", "Text", "Reported",
          "STORY", "WRITTEN", "REPORTING", "POSTED", "PUBLISHED", "WORDS", "TEXT", "REPORTED",
          "posted", "published", "written", "reported")  # fmt: skip
"""How a byline begins."""

SUBJECTS = ("In", "IN", "in", "F", "f", "A", "a", "P", "p", "I", "i", "C", "c", "T", "t")
"""How a line begins that says that it describes a picture."""

_MADE = r"(?:photos?|pictures?|pics?|images?|illustrations?|photographs?|graphics?|video|file)"
_LABEL = re.compile(
    rf"\b(?:{_MADE}\s*(?:credits?|courtesy(?:\sof)?|by|copyright|source|from)|credits?|"
    rf"{_MADE}(?=\s*[:©]))\s*[:/©|]*\s*(?P<credit>[^\s:].{{1,90}}?)[)\]]?$",
    re.IGNORECASE | re.DOTALL,
)
_MAKER = (
    r"(?:AP(?:\s(?:Photo|Video|Images?))|AFP|REUTERS|Reuters|EPA(?:-EFE)?|Getty(?:\sImages)?|Shutterstock|Alamy|"
    r"Xinhua|TASS|Anadolu(?:\sAgency)?|Yonhap|Kyodo|PTI|ANI|Bloomberg|NurPhoto|Zuma\s?Press|ZUMA|"
    r"Handout|File(?:\s[Pp]hoto)?|Courtesy|Pool|AAP|PA(?:\s(?:Media|Wire|Images))?|dpa|Rex(?:\sFeatures)?|"
    r"Maxar(?:\sTechnologies)?|Planet\sLabs(?:\sPBC)?|Staff|iStock(?:photo)?|Unsplash|Flickr|Wikimedia(?:\sCommons)?)"
)
_BRACKETED = re.compile(
    rf"[(\[](?P<credit>(?=[^()]*?(?:\bvia\b|\bPhotos?\b|\b[Pp]hoto(?:s|graph)? by\b|\bImages?\b|"
    rf"/|\b{_MAKER}\b|\b(?:Press|Office|Service|Ministry|News|Times|Post)\b))[^()\[\]]{{2,120}})[)\]]\.?$",
    re.DOTALL,
)
# "(Photo: A street in the capital on Monday. Example Press)": the whole line in brackets.
_ENCLOSED = re.compile(
    rf"[(\[](?i:(?:file\s)?{_MADE})\s*:\s*(?P<text>\S.+[.!?][\"”’)]?)\s+(?P<credit>[^\W\d_a-zà-öø-ÿ][^.!?]{{1,60}})\.?[)\]]$",
    re.DOTALL,
)
_BY_WAY = r"(?:\s?(?:/|\bvia\s)\s?[\w.'’ -]{2,40})"
_PERSON = r"(?:[^\W\d_][\w.'’-]*\s){0,4}?[^\W\d_][\w.'’ -]{0,40}?"
_TAIL = re.compile(
    rf"(?:^|[\s|–—-]+)"
    rf"(?P<credit>(?:©\s*)?{_PERSON}\s?(?:/|\bvia\s|[–—|]\s?){_MAKER}{_BY_WAY}?|{_MAKER}{_BY_WAY})$",
    re.DOTALL,
)
_SUBJECT = re.compile(
    r"(?:in this (?:photo|image|picture|frame grab|screengrab|satellite image|handout|undated|file|\w+ \d|"
    r"\w+day)|file\s?(?:photo)?\s?[-–—:]|file photo|above:|pictured|"
    r"(?:photo|image|picture) (?:shows|taken|caption)|"
    r"caption:|this (?:photo|image|picture|satellite image|frame grab|undated|handout) |image caption|"
    r"a screengrab|an? (?:handout|file|undated|satellite|aerial) (?:photo|image|picture|view))",
    re.IGNORECASE,
)


class Credited(NamedTuple):
    """A caption's words, possibly none, and its credit."""

    text: str
    credit: str


@lru_cache(maxsize=1 << 15)
def split(text: str) -> Credited | None:
    """A line's caption and its credit, apart; None where the line ends in no credit.

    Knows "(Name/Agency via AP)", "Photo: Name", "Name/REUTERS", "Image credit: …".
    """
    return _split(text) if len(text) <= _LONGEST and _LIKELY.search(text[-_TAIL_LENGTH:]) else None


def _split(text: str, labelled: bool = True) -> Credited | None:
    # A credit is at the end: what stands before needs no looking through.
    before, tail = ("", text) if len(text) <= _TAIL_LENGTH else (text[:-_TAIL_LENGTH], text[-_TAIL_LENGTH:])
    if text[0] in "([" and (match := _ENCLOSED.match(text)) and _plausible(match["text"], match["credit"], False):
        return Credited(match["text"].strip(_AROUND), match["credit"].strip(" .|-–—()[]"))
    label = _LABELLED.search(tail) if labelled else None
    signed = tail.endswith(_MAKERS) or "/" in tail[-_BY_WAY_LENGTH:] or "via" in tail[-_BY_WAY_LENGTH:]
    for likely, begins, pattern in (
        (tail.endswith(_BRACKETS), 0, _BRACKETED),
        (label, label.start() if label else 0, _LABEL),
        (signed and _MADE_BY.search(tail), 0, _TAIL),
    ):
        if not likely or not (match := pattern.search(tail, begins)):
            continue
        said = before + tail[: match.start()]
        if _plausible(said, match["credit"], pattern is _TAIL):
            return Credited(said.strip(_AROUND), match["credit"].strip(" .|-–—()[]"))
    return None


def split_all(texts: Sequence[str], counts: Counts) -> list[Credited | None]:
    """What ``split`` says of each of a page's lines; their ``counts`` tell which can have no credit."""
    ended = (counts.ends[0] == CLOSING) | (counts.ends[1] == CLOSING)
    dashed = (counts.marks[BULLET] > 0) & (counts.words < _SHORT)
    slashed = counts.marks[BAR] + counts.marks[ADDRESS] > 0
    labelled = counts.known & CREDIT > 0
    found: list[Credited | None] = [None] * len(texts)
    for index in (slashed | labelled | ended | dashed).nonzero()[0].tolist():
        text = texts[index]
        if len(text) <= _LONGEST:
            found[index] = _split(text, bool(labelled[index]))
    return found


_AROUND = " |-–—(/["
_LONGEST = 1500
_SHORT = 20
_TAIL_LENGTH = 200
_LIKELY = re.compile(rf"[)\]]\.?$|\b{_MADE}\b|\bcredits?\b|\bcourtesy\b|/|\bvia\b|©|[–—|]\s?{_MAKER}$", re.IGNORECASE)
_BRACKETS = (")", "]", ").", "].")
_MADE_BY = re.compile(rf"[/|–—\s]\s?{_MAKER}{_BY_WAY}?$")
_BY_WAY_LENGTH = 50
_MAKERS = tuple(
    "Photo Video Image Images AFP REUTERS Reuters EPA EFE Getty Shutterstock Alamy Xinhua TASS Anadolu Agency Yonhap "
    "Kyodo PTI ANI Bloomberg NurPhoto Press ZUMA Handout File photo Courtesy Pool AAP PA Media Wire dpa Rex Features "
    "Maxar Technologies Labs PBC Staff iStock Unsplash Flickr Wikimedia Commons".split()
)
"""How the names of makers end."""

_LABELLED = re.compile(rf"\b(?:{_MADE}|credits?)\b", re.IGNORECASE)


def _plausible(text: str, credit: str, tail: bool) -> bool:
    """A credit is a name or two, not a sentence; words before a bare one end like a caption."""
    if re.search(r"[.!?]\s+[A-Z].*\s|https?:", credit) or len(credit.split()) > 14:
        return False
    if not any(character.isupper() for character in credit) and "©" not in credit:
        return False
    return not (tail and text.strip() and not re.search(r"[.!?”\"'|)…]$|\d$", text.strip()))


def is_caption_like(text: str) -> bool:
    """Whether a line says that it describes a picture: "In this photo …", "FILE - …"."""
    return bool(_SUBJECT.match(text))


class Agency(NamedTuple):
    """A news agency: our name for it, its full name, how pages sign for it, its hosts."""

    name: str
    full: str
    signs: tuple[str, ...]
    domains: tuple[str, ...]


@cache
def agencies() -> tuple[Agency, ...]:
    """The table of agencies. Raises TableError for a row without signs and for a sign given twice."""
    table: list[Agency] = []
    seen: dict[str, str] = {}
    for error, row in rows("article/agencies.tsv", ("name", "full", "signs", "domains")):
        name, full, signs, domains = row.values()
        agency = Agency(name, full, tuple(signs.split("|")), tuple(domains.split("|")))
        for sign in agency.signs:
            if not sign:
                raise error(f"{name} has an empty sign")
            if sign in seen:
                raise error(f"{sign!r} already stands for {seen[sign]}")
            seen[sign] = name
        table.append(agency)
    return tuple(table)


@cache
def signs() -> dict[str, str]:
    """Each way to sign for an agency, and the agency's name."""
    return {sign: agency.name for agency in agencies() for sign in agency.signs}


@cache
def _sign_pattern() -> re.Pattern[str]:
    alternatives = "|".join(map(re.escape, sorted(signs(), key=lambda sign: (-len(sign), sign))))
    return re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w-])")


def agency_of(captions: Sequence[Caption]) -> str | None:
    """The agency that the pictures came by. It speaks for the text only where nobody else signs the page."""
    return next((name for caption in captions if caption.credit and (name := agency_in(caption.credit))), None)


def agency_in(text: str) -> str | None:
    """The agency that a credit, byline or copyright line signs for; with "via", the one it came by.

    "Ministry of Defence via AP" is AP's; "Jane Doe/AFP via Getty Images" is AFP's.
    """
    found = list(_sign_pattern().finditer(text))
    if not found:
        return None
    by = next((match for match in found if re.search(r"\bvia\s+$", text[: match.start()])), found[0])
    return signs()[by.group()]
