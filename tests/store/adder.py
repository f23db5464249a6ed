"""A run to be killed: adds made-up documents to a store, each in its transaction."""

import argparse
import time

from factories import date, document, place, tell
from polybius.store import Fingerprint, Store


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("path")
    options.add_argument("--count", type=int, default=0)
    options.add_argument("--hold", action="store_true")
    given = options.parse_args()
    with Store(given.path) as store:
        print("open", flush=True)
        for number in range(given.count):
            told = tell("A bomb hit Goma.", "hit", "ASSAULT", date=date("2023-11-08"), place=place("Goma"))
            mark = Fingerprint(file="in.jsonl", record=number + 1, content="c1", version="1")
            store.add(document(f"d{number:04}", told), fingerprint=mark)
            if number % 50 == 49:
                store.relink()
        if given.hold:
            time.sleep(60)


if __name__ == "__main__":
    main()
