"""What can be seen of a block of a page, and of its neighbours, that tells article from furniture."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache

from polybius.article import credits, phrases
from polybius.article.blocks import ENDED, Block
from polybius.intake import dates
from polybius.tables import rows

Features = dict[str, float]

# Chinese and Japanese have no spaces: two characters there stand for a word.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{1,2}|[^\W\d_\u3040-\u30ff\u3400-\u9fff]+(?:['’][^\W\d_]+)*")
_URL = re.compile(r"https?://|www\.|\S@\S|\.com\b|(?:^|\s)[@#]\w", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*\s+[\"'“‘«(]?[^\W_a-zà-öø-ÿ]")
_TRUNCATED = re.compile(r"(?:\.\.\.|…)[\])]?$")
# "Jane Doe on 8 November 2023 at 6:34 pm said:", "2 days ago at 7:52 am"
_COMMENT = re.compile(
    r"\bat \d{1,2}:\d\d\s*(?:[ap]\.?m\.?)?\W*(?:said\W*|says\W*|wrote\W*)?$|\bago\W*$", re.IGNORECASE
)
_YEAR = re.compile(r"\d{4}")
_QUOTE = re.compile(r"[“”\"«»„]")
_NEAR = 3
_FAR = 10


def words(text: str) -> list[str]:
    """The words of a text, without figures and punctuation."""
    return _WORD.findall(text)


@cache
def function_words() -> dict[str, frozenset[str]]:
    """The commonest short words by language (ISO 639-1)."""
    return {
        row["language"]: frozenset(row["words"].split("|"))
        for _, row in rows("article/function_words.tsv", ("language", "words"))
    }


@cache
def _any_function_word() -> frozenset[str]:
    return frozenset().union(*function_words().values())


def features(blocks: Sequence[Block], heading: int | None = None) -> list[Features]:
    """A block's features by name, for each block of a page. Values are between 0 and about 1.

    ``heading`` is the index of the block known to be the headline.
    """
    alone = [own(block.text) for block in blocks]
    return [{**each, **beside} for each, beside in zip(alone, around(blocks, alone, heading), strict=True)]


def around(blocks: Sequence[Block], alone: Sequence[Features], heading: int | None) -> list[Features]:
    """The part of each block's features that its page gives; ``alone`` is what ``own`` says of each."""
    beside: list[Features] = [{} for _ in blocks]
    _add_neighbours(blocks, alone, beside)
    _add_page(blocks, beside, heading)
    return beside


# Lines of menus come again on every page of a publisher.
@lru_cache(maxsize=1 << 15)
def own(text: str) -> Features:
    """The part of a block's features that its text gives. Not to be changed: the same text has the same."""
    found = words(text)
    count = max(len(found), 1)
    lowered = sum(word[0].islower() for word in found)
    common = _any_function_word()
    little = sum(word.casefold() in common for word in found) / count
    ended = bool(ENDED.search(text))
    phrase = phrases.find(text)
    values: Features = {
        "words<3": len(found) < 3,
        "words<6": len(found) < 6,
        "words<11": len(found) < 11,
        "words<21": len(found) < 21,
        "words<41": len(found) < 41,
        "words log": math.log1p(len(found)) / 5,
        "ended": ended,
        "ended long": ended and len(found) > 8,
        "truncated": bool(_TRUNCATED.search(text)),
        "signed comment": bool(_COMMENT.search(text)),
        "question": text.endswith("?"),
        "colon": text.endswith(":"),
        "sentences": min(len(_SENTENCE.findall(text)), 4) / 4,
        "function words": little,
        "lower case": lowered / count,
        "lower case long": lowered / count if len(found) > 8 else 0.0,
        "title case": len(found) > 2 and lowered <= 0.4 * count,
        "upper case": text.isupper(),
        "commas": min(text.count(",") / count, 0.3) * 3,
        "digits": sum(c.isdigit() for c in text) / len(text) if len(found) > 5 else 0.0,
        "quote": bool(_QUOTE.search(text)),
        "quoted start": text[0] in '“"«„',
        "address": bool(_URL.search(text)),
        "bar": "|" in text or "»" in text[-2:] or "›" in text,
        "bullet": text[0] in "•·-–—*►▪",
        "lower start": text[0].islower(),
        "phrase": phrase is not None,
        "credit": credits.split(text) is not None,
        "byline": bool(credits.BYLINE.match(text)),
        "date": len(found) < 12 and _YEAR.search(text) is not None and dates.search(text) is not None,
        "you": min(sum(w.casefold() in ("you", "your", "we", "our", "us") for w in found), 3) / 3,
        "copyright": "©" in text,
    }
    caseless = not any(c.islower() for c in text)
    prose = (
        ended and len(found) > 8 and phrase is None and (little > 0.2 or lowered > 0.6 * count or caseless)
    )
    values["prose"] = min(len(found), 60) / 60 if prose else 0.0
    return values


def _add_neighbours(blocks: Sequence[Block], alone: Sequence[Features], beside: list[Features]) -> None:
    """What stands around a block: prose or menus, near and farther off."""
    prose = [values["prose"] for values in alone]
    short = [values["words<21"] and not values["ended"] for values in alone]
    sums, shorts = [0.0], [0.0]
    for more, is_short in zip(prose, short, strict=True):
        sums.append(sums[-1] + more)
        shorts.append(shorts[-1] + is_short)
    total = sums[-1] or 1.0
    last = len(blocks)
    for i, values in enumerate(beside):
        for name, reach in (("near", _NEAR), ("far", _FAR)):
            low, high = max(i - reach, 0), min(i + 1 + reach, last)
            values[f"prose before {name}"] = min((sums[i] - sums[low]) / 2, 1.5)
            values[f"prose after {name}"] = min((sums[high] - sums[i + 1]) / 2, 1.5)
            values[f"menu before {name}"] = (shorts[i] - shorts[low]) / reach
            values[f"menu after {name}"] = (shorts[high] - shorts[i + 1]) / reach
        values["prose next"] = prose[i + 1] if i + 1 < last else 0.0
        values["prose last"] = prose[i - 1] if i else 0.0
        values["between prose"] = float(
            0 < i < last - 1
            and sums[i] - sums[max(i - 2, 0)] > 0
            and sums[min(i + 3, last)] - sums[i + 1] > 0
        )
        values["before all prose"] = not prose[i] and sums[i] < 0.03 * total
        values["after all prose"] = not prose[i] and total - sums[i + 1] < 0.03 * total
        values["phrase last"] = bool(i and alone[i - 1]["phrase"])


def _add_page(blocks: Sequence[Block], beside: list[Features], heading: int | None) -> None:
    """What only the whole page tells: repeats, and where the headline is."""
    keys = [block.text.casefold() for block in blocks]
    counts = Counter(keys)
    for i, (key, values) in enumerate(zip(keys, beside, strict=True)):
        values["repeated"] = counts[key] > 1
        values["is heading"] = i == heading
        values["before heading"] = heading is not None and i < heading
        values["below heading"] = heading is not None and 0 < i - heading <= 12
