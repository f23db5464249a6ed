"""Which language a text is in."""

from polybius.article.features import function_words, words

_SAMPLE = 1500
_MODELLED = 500
"""Characters that are enough for the model, which goes through them one by one."""

_ENOUGH = 20
# English prose has some 40 % of its words among the listed ones, other languages under 10 %.
_ENGLISH = 0.25


def identify(text: str, stated: str | None = None) -> str | None:
    """The ISO 639-1 code of a text's language; None for a text too short to tell.

    ``stated`` (BCP 47) is what the page says of itself. English is told by its function words; only other texts
    that say nothing of themselves load the language model.
    """
    sample = text[:_SAMPLE].casefold()
    english = function_words()["en"]
    rough = sample.split()
    if len(rough) > _ENOUGH and sum([word in english for word in rough]) >= _ENGLISH * len(rough):
        return "en"
    found = words(sample)
    if len(found) >= 5 and sum([word in english for word in found]) >= _ENGLISH * len(found):
        return "en"
    if stated and (code := base(stated)):
        return code
    if len(found) < _ENOUGH:
        return None
    import py3langid

    code, _ = py3langid.classify(text[:_MODELLED])
    return str(code)


def base(tag: str) -> str | None:
    """The language in a language tag: "en" of "en-GB" and "en_US"."""
    code = tag.strip().replace("_", "-").partition("-")[0].lower()
    return code if code.isascii() and code.isalpha() and len(code) in (2, 3) else None
