"""How one event is marked in what the encoder reads."""

from hypothesis import given
from hypothesis import strategies as st

from polybius.events.opinion_marking import LENGTH, Mark, Marked, Words, marked


def _words(*lengths: int) -> Words:
    """Made-up word pieces of these lengths, a space between them, with ids 100, 101 …"""
    starts = [sum(lengths[:n]) + n for n in range(len(lengths))]
    return Words(range(100, 100 + len(lengths)), starts, [s + n for s, n in zip(starts, lengths, strict=True)])


def test_each_role_has_the_positions_of_its_words() -> None:
    words = _words(3, 4, 4, 4)
    event = marked(words, [Mark("trigger", 9, 13), Mark("actor", 0, 8), Mark("recipient", 14, 18)])
    assert event == Marked(ids=(2, 100, 101, 102, 103, 3), roles=((3,), (1, 2), (4,), ()))


def test_a_span_inside_a_word_marks_the_word() -> None:
    event = marked(_words(5, 5), [Mark("trigger", 1, 3), Mark("actor", 8, 9)])
    assert event is not None and event.roles[:2] == ((1,), (2,))


def test_two_actors_are_both_marked() -> None:
    event = marked(_words(2, 2, 2, 2), [Mark("trigger", 3, 5), Mark("actor", 9, 11), Mark("actor", 0, 2)])
    assert event is not None and event.roles[1] == (1, 4)


def test_a_role_that_is_elsewhere_has_no_mark() -> None:
    event = marked(_words(5, 5), [Mark("trigger", 0, 5), Mark("actor", 50, 60), Mark("recipient", -9, -2)])
    assert event is not None and event.roles == ((1,), (), (), ())


def test_a_trigger_without_a_word_cannot_be_marked() -> None:
    assert marked(_words(5), [Mark("actor", 0, 5)]) is None
    assert marked(_words(5), [Mark("trigger", 5, 6)]) is None


@given(st.lists(st.integers(1, 12), min_size=1, max_size=150), st.data())
def test_any_sentence_fits_and_keeps_its_trigger(lengths: list[int], data: st.DataObject) -> None:
    words = _words(*lengths)
    at = data.draw(st.integers(0, len(lengths) - 1))
    spans = data.draw(st.lists(st.tuples(st.integers(0, 4000), st.integers(1, 400)), max_size=4))
    roles = [Mark("actor", start, start + length) for start, length in spans]
    event = marked(words, [*roles, Mark("trigger", words.starts[at], words.ends[at])])
    assert event is not None
    assert len(event.ids) == min(LENGTH, len(lengths) + 2)
    assert [event.ids[i] for i in event.roles[0]] == [words.ids[at]]
    assert all(0 < i < len(event.ids) - 1 for positions in event.roles for i in positions)
    read = event.ids[1:-1]
    assert read == tuple(range(read[0], read[0] + len(read)))
