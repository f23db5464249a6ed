"""Text cut into word pieces, with the offsets that lead back to it."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from polybius.events.opinion_marking import UNKNOWN
from polybius.events.opinion_words import Pieces

NAMES = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "troop", "##s", "sao", "paulo", "fired", "\"", "'", "ss")


def _cut(text: str) -> list[tuple[str, str]]:
    """Each piece and the part of the text that it stands for."""
    pieces = Pieces(NAMES)
    words = pieces.cut(text)
    found = zip(words.ids, words.starts, words.ends, strict=True)
    return [(NAMES[number], text[start:end]) for number, start, end in found]


def test_words_are_cut_into_the_longest_pieces_known() -> None:
    assert _cut("Troops fired") == [("troop", "Troop"), ("##s", "s"), ("fired", "fired")]


def test_a_word_that_cannot_be_cut_is_one_unknown_piece() -> None:
    assert _cut("Troops withdrew") == [("troop", "Troop"), ("##s", "s"), ("[UNK]", "withdrew")]


def test_accents_go_and_offsets_stay() -> None:
    assert _cut("São Paulo") == [("sao", "São"), ("paulo", "Paulo")]


def test_offsets_count_letters_that_are_two_code_points() -> None:
    assert _cut("Sa\u0303o Paulo fired") == [("sao", "Sa\u0303o"), ("paulo", "Paulo"), ("fired", "fired")]


def test_offsets_after_a_letter_that_becomes_two() -> None:
    # Capital dotted I is i and a dot above in lower case, of which the dot goes; a Hangul syllable is taken apart.
    assert _cut("İ 가 fired")[-1] == ("fired", "fired")


@given(st.text(max_size=60))
def test_any_text_is_cut_in_order_and_within_itself(text: str) -> None:
    words = Pieces(NAMES).cut(text)
    assert all(0 <= s < e <= len(text) for s, e in zip(words.starts, words.ends, strict=True))
    assert list(words.starts) == sorted(words.starts)
    assert set(words.ids) <= {UNKNOWN, *range(4, len(NAMES))}


@given(st.text(st.characters(categories=("Lu", "Ll")), min_size=1, max_size=20))
def test_a_word_in_capitals_or_with_accents_is_the_plain_word(word: str) -> None:
    plain = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn")
    assert list(Pieces(NAMES).cut(word).ids) == list(Pieces(NAMES).cut(plain).ids)
