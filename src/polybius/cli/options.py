"""Arguments and options that commands share."""

from pathlib import Path
from typing import Annotated

import typer

Inputs = Annotated[
    list[str],
    typer.Argument(metavar="INPUT...", help="Files, folders, globs, or - for standard input: saved pages, scraped "
                   "text, JSON lines, tables, feeds, web archives, exports of databases (polybius read --help)."),
]  # fmt: skip
Published = Annotated[
    str | None, typer.Option(metavar="DATE", help="Publication date (2023-11-08) for input that has none.")
]
Kind = Annotated[
    str | None, typer.Option("--as", metavar="KIND", help="What the input is, when its content does not tell: "
                             "html, mhtml, scrape, text, jsonl, json, csv, tsv, feed, warc, zip, tar, docx, proquest.")
]  # fmt: skip
Model = Annotated[str, typer.Option(metavar="NAME", help="Any spaCy English pipeline, by name or path.")]
Workers = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="Processes at work (default: the machine's cores).",
                             show_default=False)
]  # fmt: skip
RulesOnly = Annotated[
    bool, typer.Option("--rules-only", help="Code events by the rules alone, without the encoder's second opinion.")
]  # fmt: skip
EverySentence = Annotated[
    bool,
    typer.Option("--every-sentence", help="Parse also the sentences that by their words hold no event: slower, "
                                          "a few more events."),
]  # fmt: skip
Update = Annotated[
    bool, typer.Option("--update", help="Open no file that has not changed since a run into this store read it: for "
                       "folders that grow.")
]  # fmt: skip
Since = Annotated[
    str | None, typer.Option(metavar="DATE", help="Leave out files last changed before this day (2023-11-08), and "
                             "documents published, or else crawled, before it.")
]  # fmt: skip
Recode = Annotated[
    bool, typer.Option("--recode", help="Read those documents anew that another version of the program or of its "
                       "tables, or other options, have read; and try again what was set aside.")
]  # fmt: skip
Engine = Annotated[
    str, typer.Option(metavar="local|ray", help="ray: on the machines of a Ray cluster, or here where there is none, "
                      "into Parquet partitions; STORE is then a folder or s3://bucket/path.")
]  # fmt: skip
Memory = Annotated[
    float | None, typer.Option(min=1.0, metavar="GB", show_default=False, help="Most memory a worker may take "
                               "(default: its share of the machine's, 2 at least).")
]  # fmt: skip
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no messages, only failures.")]
Provenance = Annotated[
    bool, typer.Option("--provenance", help="Write FILE.provenance.json beside it: program, tables, model, options, "
                       "a hash of each input. The file itself is the same without.")
]  # fmt: skip
StorePath = Annotated[Path, typer.Argument(metavar="STORE", help="A store that `polybius run` wrote.")]
ENGLISH = "en_core_web_md"
