"""Extraction compared: this project's beside trafilatura's settings, on labelled corpora.

    python -m tests.benchmarks.extraction CORPUS_DIR... [--out DIR] [--json]

F1, precision and recall: see `scoring`. title, authors, date: share of the labelled pages that are
right. none: pages without an article. CPU ms: process time a page, on two processes that take each
page through all systems. peak MB: resident set of a process that runs this one system over the
corpus, Python and libraries included.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from tabulate import tabulate

from newsbot.errors import ConfigurationError, ExitCode
from tests.benchmarks.comparison import Measured, measure, peak_memory_mb
from tests.benchmarks.corpus import Corpus, read_corpus
from tests.benchmarks.scoring import score
from tests.benchmarks.systems import SYSTEMS

HEADS = {
    "system": "system",
    "f1": "F1",
    "precision": "precision",
    "recall": "recall",
    "title": "title",
    "authors": "authors",
    "date": "date",
    "none": "none",
    "cpu_ms": "CPU ms",
    "peak_mb": "peak MB",
}
FORMATS = ("",) + (".4f",) * 3 + (".3f",) * 3 + ("d", ".1f", ".0f")


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the comparison; returns the exit code."""
    options = _parse(arguments)
    try:
        corpora = [read_corpus(folder) for folder in options.corpus]
        if options.out is not None:
            options.out.mkdir(parents=True, exist_ok=True)
    except (ConfigurationError, OSError) as error:
        sys.stderr.write(f"error: {error}\n")
        return ExitCode.CONFIGURATION
    for corpus in corpora:
        measured = measure(corpus)
        if options.out is not None:
            _write_predictions(options.out, corpus, measured)
        memory_mb = peak_memory_mb(corpus)
        rows = [_row(corpus, system, measured, memory_mb[system]) for system in SYSTEMS]
        sys.stdout.write(_as_json(corpus, rows) if options.json else _as_table(corpus, rows))
        sys.stdout.flush()
    return ExitCode.OK


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.extraction",
        description="Compare this project's extraction with trafilatura's on labelled corpora.",
    )
    parser.add_argument("corpus", type=Path, nargs="+", help="a folder with truth.jsonl and html/")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write the predictions there")
    parser.add_argument("--json", action="store_true", help="print one JSON object a corpus")
    return parser.parse_args(arguments)


def _row(
    corpus: Corpus, system: str, measured: Sequence[Measured], memory_mb: float
) -> dict[str, Any]:
    """One system's line in the table of a corpus."""
    own = [each for each in measured if each.system == system]
    figures = score(corpus.truth, {each.page_id: each.found for each in own})
    return {
        "system": system,
        **figures,
        "none": sum(not each.found.get("body") for each in own),
        "cpu_ms": 1000 * fmean(each.cpu_s for each in own),
        "peak_mb": memory_mb,
    }


def _as_table(corpus: Corpus, rows: Sequence[dict[str, Any]]) -> str:
    """A heading and the rows; fields that the corpus does not label have no column."""
    shown = [key for key in HEADS if key in rows[0]]
    formats = [form for key, form in zip(HEADS, FORMATS, strict=True) if key in shown]
    table = tabulate(
        [[row[key] for key in shown] for row in rows],
        headers=[HEADS[key] for key in shown],
        floatfmt=formats,
    )
    return f"{corpus.name}, {len(corpus.truth)} pages\n{table}\n\n"


def _as_json(corpus: Corpus, rows: Sequence[dict[str, Any]]) -> str:
    facts = {"corpus": corpus.name, "pages": len(corpus.truth), "systems": rows}
    return json.dumps(facts) + "\n"


def _write_predictions(folder: Path, corpus: Corpus, measured: Sequence[Measured]) -> None:
    """One file a system, CORPUS.SYSTEM.jsonl, with a line for each page."""
    for system in SYSTEMS:
        lines = [
            json.dumps({"id": each.page_id, **each.found}, ensure_ascii=False)
            for each in measured
            if each.system == system
        ]
        target = folder / f"{corpus.name}.{system}.jsonl"
        target.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
