"""Whether a first name is a man's or a woman's."""

from functools import cache

from polybius.tables import listed, rows


@cache
def _load() -> dict[str, str]:
    found: dict[str, str] = {}
    for error, row in rows("entities/first_names.tsv", ("gender", "names"), full=True):
        if row["gender"] not in ("m", "f"):
            raise error(f"gender {row['gender']!r} should be m or f")
        for name in listed(row["names"]):
            if found.setdefault(name, row["gender"]) != row["gender"]:
                raise error(f"{name!r} is both a man's and a woman's")
    return found


def of_first_name(name: str) -> str:
    """ "m", "f", or "" where the name does not tell. Raises TableError for a wrong line of the table."""
    return _load().get(name, "")
