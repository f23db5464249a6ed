"""The pipeline's own dependency parser, with its transitions taken in many stretches of text at once.

spaCy's takes one transition after another, some microseconds each. No relation crosses a word at which a sentence
begins, and there the parser begins anew; so the stretches between words where a sentence must begin (after an empty
line, after a gap) or seems to (after a full stop) are read side by side, a transition in each of them by a few
operations on arrays. Where the parser itself then begins no sentence, the two stretches are read again as one. What is
found is the same: the moves, when they are valid and what they do are those of
``spacy.pipeline._parser_internals.arc_eager``, what the network looks at and says is that of
``spacy.ml.parser_model``.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy

from polybius.language.speed import instead

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

NAME = "polybius_parser"

_GATHERED = 16_000  # words of the documents that are taken together
_TOGETHER = 6_000  # words read side by side; each takes 4 kB meanwhile
_LONGEST = 400  # words of a stretch: a longer one would run on alone, which is slower than spaCy's
_AHEAD = 2  # words of the next stretch that are seen while the stack is emptied before it
_BLOCK = 8  # states multiplied at once: of more, the last bits of a sum hang on where a state stands among them

_STOPS = (".", "!", "?", "…", "...")
_CLOSING = ("”", '"', "’", "'", "''", ")", "]", "»")

_FEATURES = 8  # words that the network looks at, by rows:
_NEXT, _SECOND, _TOP, _BENEATH, _THIRD, _LEFT_OF_NEXT, _LEFT_OF_TOP, _RIGHT_OF_TOP = range(_FEATURES)
_NO_WORD = _FEATURES  # one more row

_KINDS = "SDLRB"  # shift, reduce, left, right, break
_SHIFT, _REDUCE, _LEFT, _RIGHT, _BREAK, _UNSHIFT = range(6)  # the last: a word without head goes back to the buffer
# Which word becomes the top of the stack, the next of the buffer, a new relation's child, its head, and the start of
# a sentence, by kind of move.
_BECOMES = numpy.array(
    [
        (_NEXT, _BENEATH, _BENEATH, _NEXT, _TOP, _BENEATH),
        (_SECOND, _NEXT, _NEXT, _SECOND, _NEXT, _TOP),
        (_NO_WORD, _NO_WORD, _TOP, _NEXT, _NO_WORD, _NO_WORD),
        (_NO_WORD, _NO_WORD, _NEXT, _TOP, _NO_WORD, _NO_WORD),
        (_NO_WORD, _NO_WORD, _NO_WORD, _NO_WORD, _SECOND, _NO_WORD),
    ]
)

# What decides which moves are valid, in bits. No word both starts a sentence and may not but the one that is none.
_STARTS, _PUT_BACK, _STARTS_NOT, _IS_LAST, _NO_STACK, _NO_MORE_ON_STACK, _MAY_BREAK = (
    numpy.uint8(1 << n) for n in range(7)
)
_NONE = _STARTS | _STARTS_NOT


def read_side_by_side(nlp: "Language") -> None:
    """Put this in the place of the pipeline's parser, where that is a greedy one of spaCy's own making."""
    pipe: Any = nlp.get_pipe("parser")
    if not _is_known(pipe):
        return
    own: Parser = instead(nlp, "parser", NAME, Parser)
    own.take(pipe)


def _is_known(pipe: Any) -> bool:
    from spacy.pipeline import DependencyParser

    if type(pipe) is not DependencyParser or pipe.cfg.get("beam_width", 1) != 1 or pipe.cfg.get("learn_tokens"):
        return False
    model = pipe.model
    if model.name != "parser_model" or not model.attrs.get("has_upper") or model.attrs.get("unseen_classes"):
        return False
    lower, upper = model.get_ref("lower"), model.get_ref("upper")
    if lower.get_dim("nF") != _FEATURES or lower.get_dim("nP") < 2 or upper.name != "linear":
        return False
    names = [pipe.moves.get_class_name(n) for n in range(pipe.moves.n_moves)]
    return upper.get_dim("nO") == len(names) and not any(name.endswith("-subtok") for name in names)


class Parser:
    """A pipe that relates words as the parser it was made of does."""

    def __init__(self) -> None:
        self.original: Any = None  # the parser that this was made of

    def take(self, pipe: Any) -> None:
        """Decide from now on as this pipe does."""
        self.original = pipe
        self._network = _Network(pipe)
        strings = pipe.vocab.strings
        names = [pipe.moves.get_class_name(n).partition("-")[2] for n in range(pipe.moves.n_moves)]
        self._labels = numpy.array([strings.add(name) if name else 0 for name in names], dtype="uint64")
        self._lifted = numpy.array(["||" in name for name in names])
        self._root = strings.add("ROOT")
        self._stops = numpy.array([strings.add(mark) for mark in _STOPS], dtype="uint64")
        self._closing = numpy.array([strings.add(mark) for mark in _CLOSING], dtype="uint64")

    def __call__(self, doc: "Doc") -> "Doc":
        return next(self.pipe([doc]))

    def pipe(self, docs: "Iterable[Doc]", *, batch_size: int = 256) -> "Iterator[Doc]":
        """The documents, parsed, in order; ``batch_size`` is spaCy's and without effect."""
        some: list[Doc] = []
        size = 0
        for doc in docs:
            some.append(doc)
            size += len(doc)
            if size >= _GATHERED:
                yield from self._parsed(some)
                some, size = [], 0
        yield from self._parsed(some)

    def _parsed(self, docs: "list[Doc]") -> "list[Doc]":
        # The parser keeps heads that stand already: such a document is left to spaCy's.
        free = [doc for doc in docs if len(doc) and not doc.to_array("HEAD").any()]
        done = set(map(id, self._relate(free)))
        return [doc if id(doc) in done else self.original(doc) for doc in docs]

    def _relate(self, docs: "list[Doc]") -> "Iterator[Doc]":
        """Set heads and relations; hands out the documents in which no stretch was too long for it."""
        if not docs:
            return
        text = _Text(docs, self._stops, self._closing)
        heads, moves = self._network.read(docs, text)
        unread = set(text.document[text.unread].tolist())
        for n, (doc, first, end) in enumerate(zip(docs, text.first.tolist(), text.end.tolist(), strict=True)):
            if n not in unread:
                self._write(doc, heads[first:end], moves[first:end])
                yield doc

    def _write(self, doc: "Doc", heads: Any, moves: Any) -> None:
        from spacy.pipeline._parser_internals import nonproj

        related = heads != 0
        rows: Any = numpy.empty((len(doc), 2), dtype="uint64")
        rows[:, 0] = heads
        rows[:, 1] = numpy.where(related, self._labels[moves], self._root)
        doc.from_array(["HEAD", "DEP"], rows)
        if self._lifted[moves[related]].any():
            nonproj.deprojectivize(doc)


class _Text:
    """The words of some documents, laid end to end, and where stretches of them may begin."""

    def __init__(self, docs: "Sequence[Doc]", stops: Any, closing: Any) -> None:
        facts: list[int | str] = ["SENT_START", "ORTH", "SPACY", "IS_SPACE"]
        starts, words, spaces, blank = numpy.concatenate([doc.to_array(facts) for doc in docs]).T
        sizes = numpy.array([len(doc) for doc in docs])
        self.end = numpy.cumsum(sizes)
        self.first = self.end - sizes
        self.document = numpy.repeat(numpy.arange(len(docs)), sizes)  # by word
        self.starts = starts.astype("int64")  # whether it starts a sentence (1), may not (-1), or either (0)
        # Where a sentence seems to begin: after a stop, and what closes after it.
        closes = (numpy.isin(words, closing) & numpy.append(False, spaces[:-1] == 0)) | (blank != 0)
        before = numpy.append(0, numpy.maximum.accumulate(numpy.where(closes, 0, numpy.arange(len(words))))[:-1])
        seems = numpy.isin(words[before], stops) & ~closes & (self.starts == 0)
        seems[self.first] = False
        self.begins = seems | (self.starts == 1)
        self.begins[self.first] = True
        self.unread = numpy.zeros(0, dtype="int64")  # words at which a stretch begins that is too long to be read

    def stretches(self) -> "_Stretches":
        """The text as it is parted now."""
        first = numpy.flatnonzero(self.begins)
        end = numpy.append(first[1:], len(self.starts))
        ahead = numpy.minimum(self.end[self.document[first]] - end, _AHEAD)
        return _Stretches(self.starts, first, end, ahead)


class _Stretches(NamedTuple):
    """Stretches of text, each from where a sentence must or seems to begin to the next such word."""

    starts: Any  # by word
    first: Any  # by stretch: its first word
    end: Any  # by stretch: the word after its last
    ahead: Any  # by stretch: how many words of the next are seen from it

    def batches(self, some: Any) -> Iterator[Any]:
        """These stretches in lots that are read side by side, the longest first."""
        size = self.end - self.first
        some = some[numpy.argsort(-size[some], kind="stable")]
        lots = numpy.cumsum(size[some]) // _TOGETHER
        return iter(numpy.split(some, numpy.flatnonzero(numpy.diff(lots)) + 1))


class _States:
    """The states of stretches that are read side by side.

    Words are numbers from 1 on, in arrays that tell of each what lies under it on the stack, what comes behind it in
    the buffer, and so on; a state is two words, the top of its stack and the next of its buffer. 0 is no word: where
    only some states have something to write, the others write to it, and what must not stay there is put right.
    """

    def __init__(self, stretches: _Stretches, some: Any, broken: Any) -> None:
        """States at the beginning of ``some`` stretches; in those that are ``broken`` the second word starts a
        sentence. Whether their first does makes no difference: it is shifted, and never put back."""
        size, ahead = stretches.end[some] - stretches.first[some], stretches.ahead[some]
        seen = size + ahead
        begin = numpy.cumsum(seen) - seen
        within = numpy.arange(seen.sum()) - numpy.repeat(begin, seen)
        self.words = within + numpy.repeat(stretches.first[some], seen)  # of the documents
        self._own = within < numpy.repeat(size, seen)
        count = len(within) + 1
        starts = stretches.starts[self.words]
        self._start = numpy.empty(count, dtype="uint8")
        self._start[0] = _NONE
        self._start[1:] = (starts == 1) * _STARTS | (starts == -1) * _STARTS_NOT
        self._start[begin[broken[some]] + 2] = _STARTS
        self._put_back = numpy.zeros(count, dtype="uint8")
        self._behind = numpy.arange(1, count + 1)
        self._behind[begin + seen] = self._behind[0] = 0
        self._under = numpy.zeros(count, dtype="int64")
        self._head = numpy.zeros(count, dtype="int64")
        self._move = numpy.zeros(count, dtype="int64")  # that gave it the head
        self._last_child = numpy.zeros(2 * count, dtype="int64")  # the latest on its left; on its right
        self._child_before = numpy.zeros(count, dtype="int64")  # of the same head
        self._right = count
        self._sides = numpy.array([0, 0, 0, count, 0, 0])
        self._next = begin + 1
        self._top = numpy.zeros_like(begin)
        self._stop = self._stops = numpy.where(ahead > 0, begin + size + 1, 0)
        self._after_stop = numpy.where(ahead > 1, begin + size + 2, 0)
        self._could_start_after = self._start[self._after_stop] == 0

    def __len__(self) -> int:
        return len(self._top)

    def features(self) -> Any:
        """The words that the network looks at, a column for each state."""
        words = self._words = numpy.zeros((_FEATURES + 1, len(self)), dtype="int64")
        upcoming, top = self._next, self._top
        words[_NEXT], words[_TOP] = upcoming, top
        words[_SECOND] = self._behind[upcoming]
        words[_BENEATH] = beneath = self._under[top]
        words[_THIRD] = self._under[beneath]
        words[_LEFT_OF_NEXT] = self._last_child[upcoming]
        words[_LEFT_OF_TOP] = self._last_child[top]
        words[_RIGHT_OF_TOP] = self._last_child[top + self._right]
        return words[:_FEATURES]

    def conditions(self) -> Any:
        """For each state the bits that decide which moves are valid."""
        words = self._words
        upcoming, second = words[_NEXT], words[_SECOND]
        bits = self._start[upcoming]
        bits |= self._put_back[upcoming]
        bits |= (second == 0) * _IS_LAST
        bits |= (words[_TOP] == 0) * _NO_STACK
        bits |= (words[_BENEATH] == 0) * _NO_MORE_ON_STACK
        bits |= ((self._start[second] == 0) & (second - upcoming == 1)) * _MAY_BREAK
        return bits

    def move(self, moves: Any, kinds: Any) -> None:
        """Let each state take a move, of this kind; those that have come to the end of their stretch go."""
        words = self._words
        upcoming, top = words[_NEXT], words[_TOP]
        old = self._head[top]
        kinds += ((kinds == _REDUCE) & (old == 0) & (words[_BENEATH] != 0)) * (_UNSHIFT - _REDUCE)
        became = words.ravel()[_BECOMES[:, kinds] * len(top) + numpy.arange(len(top))]
        self._top, self._next, child, head, start = became
        # A word on the stack that has a head to its left is given one to its right instead. Of the old head's
        # children it is the latest: that one has been under it, and took no other.
        (replaced,) = ((kinds == _LEFT) & (old != 0)).nonzero()
        if len(replaced):
            self._last_child[old[replaced] + self._right] = self._child_before[top[replaced]]
        place = head + self._sides[kinds]
        self._child_before[child] = self._last_child[place]
        self._last_child[place] = child
        self._head[child] = head
        self._move[child] = moves
        # This counts only if it moves: what lies under a word, once it is on the stack; what comes behind it and that
        # it was put back, once it is in the buffer again.
        self._under[upcoming] = top
        self._behind[top] = upcoming
        self._put_back[top] = _PUT_BACK
        self._put_back[head] = 0
        self._start[start] = _STARTS
        self._under[0] = self._behind[0] = 0
        self._start[0] = _NONE
        # Where the next stretch begins no sentence after all, there is nothing more to do.
        done = ((self._top == 0) | (self._start[self._stop] == 0)) & (self._next == self._stop)
        if done.any():
            going = ~done
            self._top, self._next, self._stop = self._top[going], self._next[going], self._stop[going]

    def relations(self) -> tuple[Any, Any, Any]:
        """Words of the documents, how far from each its head is (0 for none), and the move that gave it that."""
        own = numpy.flatnonzero(self._own)
        head = self._head[own + 1]
        return self.words[own], numpy.where(head != 0, head - own - 1, 0), self._move[own + 1]

    def failed(self) -> Any:
        """Of each stretch, whether the next one does not start a sentence."""
        return self._start[self._stops] == 0

    def broke_after(self) -> Any:
        """Of each stretch, whether it made the second word of the next start a sentence."""
        return self._could_start_after & (self._start[self._after_stop] == _STARTS)


class _Network:
    """What the parser's network says of states."""

    def __init__(self, pipe: Any) -> None:
        model = pipe.model
        lower, upper = model.get_ref("lower"), model.get_ref("upper")
        self._hidden, self._pieces, width = (lower.get_dim(d) for d in ("nO", "nP", "nI"))
        # The pieces of a unit stand apart, so that the greatest is taken of whole rows.
        self._lower = lower.get_param("W").transpose(3, 0, 2, 1).reshape(width, -1).copy()
        self._padding = lower.get_param("pad")[0].transpose(0, 2, 1).ravel()
        self._bias = lower.get_param("b").T.ravel()
        self._upper = upper.get_param("W").T.copy()
        kinds = [_KINDS.index(pipe.moves.get_class_name(n)[0]) for n in range(pipe.moves.n_moves)]
        self._kinds = numpy.array(kinds)
        valid = numpy.array([_valid(bits) for bits in range(2 * int(_MAY_BREAK))])[:, self._kinds]
        self._constants = numpy.where(valid, upper.get_param("b"), numpy.float32(-numpy.inf))
        self._tok2vec = model.get_ref("tok2vec")

    def read(self, docs: "Sequence[Doc]", text: _Text) -> tuple[Any, Any]:
        """How far from each word of the documents its head is (0 for none), and the move that gave it that.

        Stretches are read anew where what they were read with does not hold: a sentence that seemed to begin after
        them does not, so that the next is theirs, or the one before, with its stack being emptied, made their second
        word start a sentence.
        """
        vectors = self._tok2vec.predict(docs)
        count = len(vectors)
        heads, moves = numpy.zeros(count, dtype="int64"), numpy.zeros(count, dtype="int64")
        breaks, broken = numpy.zeros(count + 1, dtype=bool), numpy.zeros(count, dtype=bool)
        read_to = numpy.zeros(count, dtype="int64")
        while True:
            stretches = text.stretches()
            first, end = stretches.first, stretches.end
            long = end - first > _LONGEST
            text.unread = first[long]
            pending = numpy.flatnonzero(((read_to[first] != end) | (broken[first] != breaks[first])) & ~long)
            if not len(pending):
                return heads, moves
            read_to[first], broken[first] = end, breaks[first]
            for some in stretches.batches(pending):
                states = _States(stretches, some, broken[first])
                self._run(states, vectors[states.words])
                words, head, move = states.relations()
                heads[words], moves[words] = head, move
                breaks[end[some]] = states.broke_after()
                text.begins[end[some][states.failed()]] = False

    def _run(self, states: _States, vectors: Any) -> None:
        """Let the states take their moves up to the end of their stretches, whose words have these vectors."""
        width = self._pieces * self._hidden
        table = numpy.empty((1 + len(vectors), _FEATURES * width), dtype="float32")
        table[0] = self._padding
        numpy.matmul(vectors, self._lower, out=table[1:])
        table = table.reshape(-1, width)
        feature = numpy.arange(_FEATURES)[:, None]
        made = numpy.empty(_FEATURES * len(states) * width, dtype="float32")
        units = numpy.zeros((-(-len(states) // _BLOCK), _BLOCK, self._hidden), dtype="float32")
        rows = units.reshape(-1, self._hidden)
        while n := len(states):
            found = made[: _FEATURES * n * width].reshape(_FEATURES, n, width)
            table.take(states.features() * _FEATURES + feature, axis=0, out=found, mode="clip")  # "raise" would copy
            summed = numpy.add.reduce(found, axis=0)
            summed += self._bias
            numpy.maximum.reduce(summed.reshape(n, self._pieces, self._hidden), axis=1, out=rows[:n])
            scores = numpy.matmul(units[: -(-n // _BLOCK)], self._upper).reshape(-1, len(self._kinds))[:n]
            scores += self._constants[states.conditions()]
            moves = scores.argmax(axis=1)
            states.move(moves, self._kinds[moves])


def _valid(bits: int) -> list[bool]:
    """Whether a shift, a reduction, a relation to the left, one to the right and a break are valid under these bits."""
    stack = not bits & _NO_STACK
    starts = bool(bits & _STARTS)
    stays = bits & _NO_MORE_ON_STACK and bits & _NONE == _STARTS_NOT
    shift = not (bits & _IS_LAST or bits & _PUT_BACK or starts)
    related = stack and not starts
    return [not stack or shift, stack and not stays, related, related, bool(bits & _MAY_BREAK)]
