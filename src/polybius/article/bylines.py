"""Names in a byline."""

import re

from polybius.article.credits import BYLINE, agency_in, signs

_JOB = re.compile(
    r".*\b(?:writers?|reporters?|correspondents?|editors?|bureau|contributors?|columnists?|staff|desk|team|producer|"
    r"service|agency|agencies|press|news|media|newsroom|online)\b.*",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:,|;|\||/|•|·|\s[-–—]\s|\band\b|&|\n)\s*(?:and\s+)?")
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?:\s[^\W\d_][\w.'’-]*){1,4}")
_ADDRESS = re.compile(r"\S+@\S+|@\w+|https?://\S+")


def names(byline: str) -> tuple[str, ...]:
    """The authors in "By JANE DOE and John Roe, Associated Press", each once, in order.

    Jobs, agencies and addresses are no names; capitals become ordinary case.
    """
    match = BYLINE.match(byline.strip())
    listed = _ADDRESS.sub("", match["names"] if match else byline)
    listed = re.split(
        r"\b(?:published|updated|posted|on \w+day|\d{1,2}[:.]\d\d|\d{4})\b", listed, flags=re.IGNORECASE
    )[0]
    found: list[str] = []
    for part in _SPLIT.split(listed):
        name = re.sub(r"\s+(?:in|for|at|of)\s.*$", "", part.strip(" .,:|"))
        if not _NAME.fullmatch(name) or _JOB.fullmatch(name) or name in signs() or agency_in(name) == name:
            continue
        if name.isupper():
            name = name.title()
        if name not in found:
            found.append(name)
    return tuple(found)
