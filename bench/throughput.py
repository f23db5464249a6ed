"""Throughput: documents and sentences a second on one core, and which stage takes the time.

    python bench/throughput.py [INPUT...] [--times N]

INPUT is anything `polybius run` reads (default: the bundled sample), taken N times over. The last lines set
the whole against parsing alone: the same texts through the same loaded spaCy pipeline in the same run, so
that the ratio holds on any machine. Seconds are CPU seconds.
"""

import argparse
import resource
import time

from polybius import intake, language, stories
from polybius.article import text_and_parts
from polybius.pipeline import Coder
from polybius.records import Failure
from stages import articles, clocked, copies, required


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n")[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("inputs", nargs="*", metavar="INPUT", help="what to read (default: the bundled sample)")
    parser.add_argument("--times", type=int, default=3, metavar="N", help="read everything N times")
    parser.add_argument("--model", default="en_core_web_md", help="any spaCy English pipeline")
    options = parser.parse_args()
    inputs = required(options.inputs)

    coder = Coder(model=options.model).load()
    found = articles(inputs, coder)
    if not found:
        raise SystemExit("throughput: none of the inputs could be read")
    coder.annotate(found[0])  # the tables that are loaded at the first document are loaded now

    with clocked() as clock:
        begin = time.process_time()
        for _ in range(options.times):
            for page in intake.read(inputs):
                if not isinstance(page, Failure):
                    coder.read(page)
        documents = list(coder.annotate_many(copies(found, options.times)))
        events = stories.link(documents)
        whole = time.process_time() - begin

    texts = [text_and_parts(one)[0] for one in copies(found, options.times)]
    nlp = language.load(options.model)
    next(iter(language.parse_many(nlp, texts[:1])))
    begin = time.process_time()
    sentences = sum(1 for doc in language.parse_many(nlp, texts) for _ in doc.sents)
    plain = time.process_time() - begin

    characters = sum(map(len, texts))
    mentions = sum(len(d.events) for d in documents)
    print(f"{len(texts)} documents, {sentences} sentences, {characters:,} characters, "
          f"{mentions} mentions, {len(events)} events")  # fmt: skip
    print(f"\n{'stage':11} {'seconds':>8} {'share':>6} {'ms/document':>12}")
    rest = whole - sum(clock.seconds.values())
    for name, seconds in (*clock.seconds.items(), ("the rest", rest), ("whole", whole)):
        print(f"{name:11} {seconds:8.2f} {seconds / whole:6.1%} {1000 * seconds / len(texts):12.1f}")
    print(f"\nsentences a second   {sentences / whole:.0f}")
    print(f"documents a second   {len(texts) / whole:.1f}")
    print(f"parsing alone        {plain:.2f} s, {sentences / plain:.0f} sentences a second")
    print(f"whole / parsing      {whole / plain:.2f}")
    print(f"peak memory          {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
