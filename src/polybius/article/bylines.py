"""Names in a byline."""

import re
from collections.abc import Sequence

from polybius.article import phrases
from polybius.article.credits import BYLINE, agency_in, signs

_JOB = re.compile(
    r".*\b(?:writers?|reporters?|correspondents?|editors?|bureau|contributors?|columnists?|staff|desk|team|producer|"
    r"service|agency|agencies|press|news|media|newsroom|online)\b.*",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:,|;|\||/|•|·|\s[-–—]\s|\b[Aa]nd\b|&|\n)\s*(?:and\s+)?")
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?:\s[^\W\d_][\w.'’-]*){1,4}")
_PLACE = r"[^\W\d_a-zà-öø-ÿ][\w.'’-]*(?:\s[^\W\d_a-zà-öø-ÿ][\w.'’-]*){0,2}"
_ADDRESS = re.compile(r"\S+@\S+|@\w+|https?://\S+")


_COVERS = re.compile(
    r",?\s(?:covers|writes (?:about|for|on)|reports (?:on|from|for)|has (?:covered|reported|written)|"
    r"is (?:an?|the|our)\b.{0,60}"
    r"\b(?:reporter|correspondent|editor|writer|journalist|columnist|chief|intern|producer))\b"
)
_LONGEST_ABOUT = 400
_PROPER = r"(?!The\s)[^\W\d_a-z][\w.'’-]*(?:\s[^\W\d_a-z][\w.'’-]*){0,3}"
_JOBS = r"(?:[Cc]orrespondents?|[Jj]ournalists?|[Ww]riters?|[Rr]eporters?|[Pp]hotographers?|[Vv]ideojournalists?)"
_REPORTED = r"(?:contributed\s(?:reporting|to this|from)\b|contributed\.$|reported from [^\W\d_a-z])"
_CLOSING = re.compile(
    r"(?i:\(?(?:additional )?(?:reporting|writing|editing|compiled) by\b)"
    rf"|(?:(?:The )?Associated Press|{_PROPER})\s{_JOBS}\s(?:[^\W\d_a-z].{{3,300}}\s)?{_REPORTED}"
    rf"|{_PROPER}(?:(?:,|\sand|,\sand)\s{_PROPER})*\s{_REPORTED}"
)
"""How a line begins that closes a dispatch: who else reported it, and from where."""

_BARE = re.compile(
    rf"(?P<name>{_NAME.pattern})(?:(?:,\s|\sand\s|\s&\s){_NAME.pattern})*(?:\s(?:in|at)\s{_PLACE})?"
    rf"(?:\sand\s(?:agencies|agency))?(?:,\s{_PLACE})?"
)


def is_bare(line: str) -> bool:
    """Whether a line can be a byline without its "By": "Jane Doe, Nairobi", "Jane Doe in Goma and agencies"."""
    match = _BARE.fullmatch(line)
    if match is None or line.startswith("The ") or phrases.find(line) is not None:
        return False
    return bool(names(line)) and _capitalised(line)


def is_about(paragraph: str, authors: Sequence[str]) -> bool:
    """Whether a paragraph tells readers who an author is: "Jane Doe covers East Africa for The Example"."""
    return len(paragraph) < _LONGEST_ABOUT and any(
        paragraph.startswith(name) and _COVERS.match(paragraph, len(name)) for name in authors
    )


def is_closing(paragraph: str) -> bool:
    """Whether the last paragraph tells who reported: "Doe reported from Goma", "Reporting by Jane Doe"."""
    return len(paragraph) < _LONGEST_ABOUT and '"' not in paragraph and _CLOSING.match(paragraph) is not None


def _capitalised(line: str) -> bool:
    small = ("and", "in", "at", "agencies", "agency", "de", "van", "von", "al", "bin", "da", "el", "der", "di")
    return all(word[0].isupper() or word.strip(",") in small for word in line.split())


def names(byline: str, text: str = "") -> tuple[str, ...]:
    """The authors in "By JANE DOE and John Roe, Associated Press", each once, in order.

    Jobs, agencies and addresses are no names; capitals become ordinary case. Where the byline ends in a
    place ("Jane Doe, New York"), ``text``, the article's, has it too.
    """
    match = BYLINE.match(byline.strip())
    listed = _ADDRESS.sub("", match["names"] if match else byline)
    listed = re.split(r"\b(?:published|updated|posted|on \w+day|\d{1,2}[:.]\d\d|\d{4})\b", listed, flags=re.IGNORECASE)[
        0
    ]
    found: list[str] = []
    for part in _SPLIT.split(listed):
        name = re.sub(r"\s+(?:in|for|at|of)\s.*$", "", part.strip(" .,:|"))
        if not _NAME.fullmatch(name) or _JOB.fullmatch(name) or name in signs() or agency_in(name) == name:
            continue
        if name.isupper():
            name = name.title()
        if found and name in text and not match:
            continue
        if name not in found:
            found.append(name)
    return tuple(found)
