"""The form in which names are compared: "St. Louis" and "Saint Louis", "Xankəndi" and "Xankandi" are one."""

import hashlib
import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not take apart into a base letter and a mark, in their usual English spelling.
_LETTERS = str.maketrans(
    {
        "ə": "a",
        "ǝ": "a",
        "ı": "i",
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ħ": "h",
        "ŧ": "t",
        "’": "",
        "‘": "",
        "'": "",
        "`": "",
        "ʻ": "",
        "ʼ": "",
        "ʿ": "",
        "ʾ": "",
        "ʹ": "",
        "´": "",
    }
)
# Greek, Cyrillic and all scripts after them, but for Latin with marks and typographic signs.
_FOREIGN = re.compile("[\u0370-\u1dff\u2c00-\ufaff\U00010000-\U0010ffff]")
_PARTS = re.compile(r"[a-z0-9]+")
_INITIALS = re.compile(r"\b([a-z])\.(?=[a-z]\b)")
_SHORT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort", "pt": "point", "co": "county"}
_POINTS = {"n": "north", "s": "south", "e": "east", "w": "west"}
_SHORT_LAST = {"twp": "township", "cty": "county", "isl": "island", "is": "islands", "penin": "peninsula"}


@lru_cache(maxsize=1 << 16)
def key(name: str) -> str:
    """The comparable form: lower case, no marks, no dots, single spaces; "" for a name in another script.

    Leading abbreviations of North and its like, Saint, Mount, Fort, Point and trailing ones of Township,
    County are written out.
    """
    if _FOREIGN.search(name):
        return ""
    plain = name.casefold().translate(_LETTERS).replace("&", " and ")
    if not plain.isascii():
        folded = unicodedata.normalize("NFKD", plain)
        plain = "".join(char for char in folded if not unicodedata.combining(char))
        if any(ord(char) > 127 and char.isalpha() for char in plain):
            return ""
    # "U.S." is one word, "St. Louis" two: a dot between single letters joins, any other parts.
    if "." in plain:
        plain = _INITIALS.sub(r"\1", plain)
    parts = _PARTS.findall(plain)
    if len(parts) > 1:
        first, last = parts[0], parts[-1]
        if first in _POINTS and name[1:2] == ".":
            parts[0] = first = _POINTS[first]
        if first != "co" or parts[1] not in {"ltd", "inc"}:
            parts[0] = _SHORT.get(first, first)
        parts[-1] = _SHORT_LAST.get(last, "county" if last == "co" else last)
    return " ".join(parts)


def fingerprint(comparable: str) -> int:
    """64 bits that stand for a comparable form in the index; the same on every machine."""
    return int.from_bytes(hashlib.blake2b(comparable.encode(), digest_size=8).digest(), "little")


def code_key(iso3166_2: str) -> str:
    """The key under which a first-order region is found by its ISO 3166-2 code; no name has it."""
    return f"iso:{iso3166_2.casefold()}"
