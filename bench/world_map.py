"""Make the explorer's base map, src/polybius/data/map/world.json, out of a world atlas in TopoJSON.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python bench/world_map.py package/countries-50m.json

The atlas is Natural Earth 4.1.0, 1:50m, which is in the public domain. Kept are the lines and the countries' names.
"""

import argparse
import json
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src/polybius/data/map/world.json"
SOURCE = "Natural Earth 4.1.0, Admin 0 countries 1:50m (public domain), as TopoJSON in world-atlas 2.0.2"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("atlas", type=Path)
    atlas = json.loads(parser.parse_args().atlas.read_text(encoding="utf-8"))
    countries = [
        {
            "name": one["properties"]["name"],
            "rings": one["arcs"] if one["type"] == "MultiPolygon" else [one["arcs"]],
        }
        for one in atlas["objects"]["countries"]["geometries"]
    ]
    made = {"source": SOURCE, **atlas["transform"], "arcs": atlas["arcs"], "countries": countries}
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(made, separators=(",", ":"), ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(countries)} countries, {TARGET.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
