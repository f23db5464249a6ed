"""Bytes to text: byte order marks, declared and guessed encodings, and what is no text at all."""

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a media file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"{\\rtf", "an RTF file: save it as Word (.docx) or plain text"),
)

_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w:.-]+)""",
    re.IGNORECASE,
)

# What pages declare and what they then hold (WHATWG Encoding Standard, section 4.2).
_WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949"}

# Two bytes of UTF-8 read as two characters: the first is one of these, the second is never ASCII. Looking for
# that first takes 3 ms where ftfy's own look at a page takes 200.
_TWICE = re.compile(r"[ÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôРСВв](?=[^\x00-\x7f])")

_SAMPLE = 1 << 18
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1b")) + b"\x7f"


class DecodingError(Exception):
    """The bytes are not text; the message says what they look like."""


def named(data: bytes) -> str | None:
    """What a binary file's first bytes say it is, None where they say nothing."""
    return next((name for magic, name in _MAGIC if data.startswith(magic)), None)


def marked(data: bytes) -> str | None:
    """The encoding that a byte order mark at the start of the data names."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), None)


def mended(text: str) -> str:
    """The text with what was decoded wrongly put right, line by line, by ftfy: "CafÃ©" is "Café"."""
    if text.isascii() or not _TWICE.search(text):
        return text
    import ftfy

    lines = text.split("\n")
    return "\n".join(ftfy.fix_encoding(line) if _TWICE.search(line) else line for line in lines)


def decode(data: bytes, stated: str | None = None) -> str:
    """The text that the bytes hold, line ends made "\\n", without a byte order mark.

    In order: a byte order mark, UTF-8, what the server (``stated``) or the page declares, UTF-8 with a few
    broken characters (which become U+FFFD), a guess. Raises DecodingError for binary data and for bytes
    that make no text in any encoding.
    """
    encoding = marked(data)
    if encoding is None:
        reject_binary(data)
    text = _decoded(data, encoding) if encoding else _unmarked(data, stated)
    if text is None:
        raise DecodingError("the bytes are not text in any known encoding")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")


def reject_binary(data: bytes) -> None:
    """Raise DecodingError where the data, or its beginning, is no text."""
    if name := named(data):
        raise DecodingError(f"it is {name}" if ":" in name else f"it is {name}, not text")
    sample = data[:_SAMPLE]
    control = len(sample) - len(sample.translate(None, _CONTROL))
    if control > len(sample) / 200 and not _wide(sample):
        raise DecodingError("it is binary data, not text")


def _unmarked(data: bytes, stated: str | None) -> str | None:
    # This one is all ASCII, and so would pass for UTF-8.
    if (b"\x1b$B" in data or b"\x1b$@" in data) and (text := _decoded(data, "iso2022_jp")) is not None:
        return text
    if (text := _decoded(data, "utf-8")) is not None:
        return text
    if _wide(data):
        return _decoded(data, _wide(data))
    if stated and (text := _decoded(data, stated)) is not None:
        return text
    declared = _DECLARED.search(data[:4096])
    if declared:
        name = (declared[1] or declared[2]).decode("ascii")
        if (text := _decoded(data, name)) is not None:
            return text
    return _mostly_utf8(data) or _guessed(data)


def _decoded(data: bytes, encoding: str | None) -> str | None:
    try:
        name = codecs.lookup(encoding or "").name
        return data.decode(_WIDER.get(name, name))
    except (UnicodeDecodeError, LookupError, ValueError, AssertionError):
        return None


def _wide(data: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of mostly Latin text is zero."""
    sample = data[:4096]
    pairs = len(sample) // 2
    if pairs < 8:
        return None
    even, odd = sample[0 : 2 * pairs : 2].count(0), sample[1 : 2 * pairs : 2].count(0)
    if odd > 0.7 * pairs and even < 0.05 * pairs:
        return "utf-16-le"
    if even > 0.7 * pairs and odd < 0.05 * pairs:
        return "utf-16-be"
    return None


def _mostly_utf8(data: bytes) -> str | None:
    """UTF-8 in which a few characters broke on the way: far more sound ones than broken."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    sound = sum(1 for byte in data if byte >= 0xC2)
    return text if broken * 5 <= sound else None


def _guessed(data: bytes) -> str | None:
    high = sum(1 for byte in data if byte >= 0x80)
    if high * 20 <= len(data):
        # Sparse high bytes among ASCII: Western text with a few quotes and accents. Guessers need more
        # than that to go on.
        return _decoded(data, "cp1252")
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        return None
    text = _decoded(data, best.encoding)
    if text is None:
        text = data.decode(best.encoding, "replace")
    plain = sum(1 for character in text[:_SAMPLE] if character.isalnum() or character.isspace())
    return text if plain > 0.6 * len(text[:_SAMPLE]) else None
