"""The form in which names are compared: "St. Louis" and "Saint Louis", "Xankəndi" and "Xankandi" are one.

Names in other scripts keep their script: "Київ", "كييف". Their letters are folded as far as readers take them for one
(Arabic alefs and Persian forms of kaf and yeh, accents, points of Hebrew, full-width forms).
"""

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
_FOREIGN = re.compile(
    "[\u0370-\u1dff\u2c80-\u2dff\u2e80-\ua71f"
    "\ua800-\ufaff\ufb13-\ufdff\ufe70-\uffef\U00020000-\U0003ffff]"
)
_PICTURES = re.compile("[\u3000-\u303f\U00010000-\U0001ffff]")
# Letters of other scripts that are written for one another, after case and marks are gone.
_SCRIPTS = str.maketrans(
    {"ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ە": "ه", "ہ": "ه", "ـ": "", "ς": "σ", "և": "եւ"}
)
# Signs that show nothing: soft hyphen, zero-width space and joiners, marks of direction, byte order mark.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
# Combining classes that tell letters apart: nukta, kana voicing, virama.
_KEPT_MARKS = frozenset({7, 8, 9})
_CASELESS = re.compile("[\u0590-\u1c7f\u1c90-\u1cbf\u2e80-\ufaff\ufb1d-\ufdff\ufe70-\ufefc]")
_PARTS = re.compile(r"[a-z0-9]+")
_INITIALS = re.compile(r"\b([a-z])\.(?=[a-z]\b)")
_SHORT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort", "pt": "point", "co": "county"}
_POINTS = {"n": "north", "s": "south", "e": "east", "w": "west"}
_SHORT_LAST = {"twp": "township", "cty": "county", "isl": "island", "is": "islands", "penin": "peninsula"}


@lru_cache(maxsize=1 << 16)
def key(name: str) -> str:
    """The comparable form: lower case, no marks, no dots, single spaces; "" where there is no letter or digit.

    Leading abbreviations of North and its like, Saint, Mount, Fort, Point and trailing ones of Township,
    County are written out.
    """
    if not name.isascii():
        name = _UNSEEN.sub("", name)
        if _FOREIGN.search(name):
            return _foreign(name)
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


def _foreign(name: str) -> str:
    """The comparable form of a name in another script than Latin; "" for one with pictures in it."""
    if _PICTURES.search(name):
        return ""
    kept = [
        char
        for char in unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
        if unicodedata.combining(char) in _KEPT_MARKS or not unicodedata.combining(char)
    ]
    plain = unicodedata.normalize("NFC", "".join(kept).translate(_SCRIPTS)).casefold()
    return " ".join("".join(char if unicodedata.category(char)[0] in "LNM" else " " for char in plain).split())


def other_script(name: str) -> bool:
    """Whether a name has letters of another script than Latin."""
    return not name.isascii() and _FOREIGN.search(name) is not None


def caseless(name: str) -> bool:
    """Whether a name starts in a script that has no capitals: Arabic, Hebrew, Georgian, Devanagari, Chinese ..."""
    return not name.isascii() and _CASELESS.match(name) is not None


def fingerprint(comparable: str) -> int:
    """64 bits that stand for a comparable form in the index; the same on every machine."""
    return int.from_bytes(hashlib.blake2b(comparable.encode(), digest_size=8).digest(), "little")


def code_key(iso3166_2: str) -> str:
    """The key under which a first-order region is found by its ISO 3166-2 code; no name has it."""
    return f"iso:{iso3166_2.casefold()}"
