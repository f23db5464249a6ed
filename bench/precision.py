"""How many sentences about sport, business, culture and science are coded as events, which they seldom are.

    python bench/precision.py --data FOLDER [--show]

FOLDER holds ``stories.jsonl`` and ``pages.jsonl``. Of the documents named below (by story, and by a part of the
address), 300 sentences of 6 to 45 words are taken, in the order of a hash of their document and offset. Prints the
share that yields an event, by type, and with --show each of those sentences with its events.
"""

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from polybius.intake import read
from polybius.pipeline import Coder
from polybius.records import Article, Document, Failure

SENTENCES = 300
STORIES = frozenset(
    """Apple_removed_Telegram Bitcoin_drops Broadcom_Raises_Its_Qualcomm_Offer_to_121 First_Falcon_Heavy_launch
    Google_enables_Pixel_Visual_Core Justin_Timberlake_halftime_show Sarah_Silverman_and_Michael_Sheen_Break_Up
    alleged_galaxy_s9_components_smile_for_the_camera_theres_a_spot_for_a_headphone_jack
    astronauts_identify_unknown_microbes_in_space_for_first_time
    black_mirror_uss_callister_how_the_shatner_impression_surprise_cameo_and_flawless_production_happened
    bruce_arians_emotional_in_announcing_retirement_from_coaching_cites_family
    digital_currency_ripple_soars_nearly_56_percent_becomes_second_largest_cryptocurrency_by_market_cap
    how_astros_first_base_coach_rich_dauer_escaped_near_death_after_world_series_parade
    january_will_bring_two_supermoons_a_blue_moon_and_a_total_lunar_eclipse
    pittsburgh_steelers_cruise_to_win_over_texans""".split()
)
PAGES = (
    "New-SUVs-and-electric-vehicles", "disney-plus-kevin-may", "13-inch-macbook-pro", "tim-cook-on-apple",
    "most-detailed-universe", "all-new-2020-sentra", "Friday-State-Swim", "mary-steenburgen", "spiced-honey-pear",
    "home-depot-sales", "opening-bell", "asian-shares-soft", "distributor", "clymer-workshop", "markets-on-a-high",
    "noah-hawley", "feather-duvet", "james-van-der-beek", "google-bets-future", "mourinho", "milan-design-week",
    "New-car-sales", "google-stadia", "doobie-brothers", "macbook-deals", "tuft-cells", "spacereview", "asian-market",
    "apple-black-friday", "beauty-stock", "retire-early", "Ascom-announces", "ascom-and-draeger", "business-focus",
)  # fmt: skip


def articles(folder: Path, coder: Coder) -> Iterator[Article]:
    """The articles of the documents named above."""
    for line in (folder / "stories.jsonl").read_text().splitlines():
        row = json.loads(line)
        if row["gold"]["story"] in STORIES:
            yield Article(id=row["id"], body=row["text"], published=row["published"], language="en")
    wanted = {
        row["id"]
        for row in map(json.loads, (folder / "pages.jsonl").read_text().splitlines())
        if any(part in row["url"] for part in PAGES)
    }
    for page in read([str(folder / "pages.jsonl")]):
        if not isinstance(page, Failure) and page.id in wanted:
            article = coder.read(page)
            if not isinstance(article, Failure):
                yield article


def sentences(documents: list[tuple[Document, list[tuple[int, int]]]]) -> list[tuple[Document, int, int]]:
    """The sample: document and offsets, in the order of a hash."""
    found = [
        (document, start, end)
        for document, spans in documents
        for start, end in spans
        if 6 <= len(document.text[start:end].split()) <= 45
    ]
    return sorted(found, key=lambda s: hashlib.sha256(f"{s[0].id}:{s[1]}".encode()).hexdigest())[:SENTENCES]


def main() -> None:
    """Print the share."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])  # type: ignore[union-attr]
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    coder = Coder().load()
    documents = []
    for article in articles(given.data, coder):
        document = coder.annotate(article)
        doc = coder._nlp(document.text)
        documents.append((document, [(s.start_char, s.end_char) for s in doc.sents]))
    sample = sentences(documents)
    types: Counter[str] = Counter()
    coded = 0
    for document, start, end in sample:
        events = [e for e in document.events if start <= e.evidence.trigger.start < end]
        coded += bool(events)
        types.update({e.type for e in events})
        if events and given.show:
            print(" ".join(document.text[start:end].split()))
            for e in events:
                parties = [p.text for p in e.actor], [p.text for p in e.recipient]
                print("   ", e.type, e.status, e.confidence, repr(e.evidence.trigger.text), e.why.entry, *parties)
    print(f"{len(documents)} documents, {len(sample)} sentences, {coded} with an event: {coded / len(sample):.3f}")
    print("  ".join(f"{name} {count}" for name, count in types.most_common()))


if __name__ == "__main__":
    main()
