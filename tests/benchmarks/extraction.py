"""Extraction compared: this project's beside trafilatura's settings, on labelled corpora.

    python -m tests.benchmarks.extraction FOLDER... [--peers PYTHON] [--predictions DIR]
        [--out DIR] [--json]

A folder is a corpus, see `newsbot.training.corpus`, or has cases, see `cases`. Of a corpus:

F1, precision and recall: see `scoring`; F1 95 %: see `bootstrap`. title, authors, date: share of
the labelled pages that are right. none: pages without an article. CPU ms: process time a page, on
two processes that take each page through all systems. x traf: that over trafilatura's in the same
run. peak MB: resident set of a process that runs this one system over the corpus, Python and
libraries included. Pages worse: see `losses`. Of cases: how many are right, see `cases.scoring`.

--peers adds other extractors, see `peers`; their CPU time is taken in that process of their own.
--predictions adds newsbot-cv and newsbot-loco: what a model that never saw the page's site, or its
corpus, makes of it. The model behind newsbot saw the pages that it was trained on.
--out writes the predictions, and NAME.report.json with what --json prints, ids of pages included.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from newsbot.errors import ExitCode, NewsbotError
from newsbot.processes.spawned import ONE_THREAD
from newsbot.training.corpus import Corpus, read_corpus
from tests.benchmarks.cases.reading import Cases, holds_cases, read_cases
from tests.benchmarks.cases.report import CaseReport, report_cases
from tests.benchmarks.comparison import Result, measure
from tests.benchmarks.peers.processes import measure_peers
from tests.benchmarks.predictions import read_predictions, write_predictions
from tests.benchmarks.report import Report, report


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the comparison; returns the exit code."""
    options = _parse(arguments)
    try:
        _compare(options)
    except NewsbotError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.exit_code
    except OSError as error:
        sys.stderr.write(f"error: {error}\n")
        return ExitCode.CONFIGURATION
    return ExitCode.OK


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.extraction",
        description="Compare this project's extraction with trafilatura's on labelled corpora.",
    )
    parser.add_argument(
        "corpus",
        type=Path,
        nargs="+",
        help="a folder with truth.jsonl and html/, or of cases, ID.html and ID.json",
    )
    parser.add_argument(
        "--peers", type=Path, metavar="PYTHON", help="add the peers installed for this interpreter"
    )
    parser.add_argument(
        "--predictions", type=Path, metavar="DIR", help="add DIR/CORPUS.cv.jsonl and .loco.jsonl"
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="write predictions and figures there"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object a corpus")
    return parser.parse_args(arguments)


def _compare(options: argparse.Namespace) -> None:
    corpora = [_read(folder) for folder in options.corpus]
    left_out = {corpus.name: _left_out(corpus, options.predictions) for corpus in corpora}
    if options.out is not None:
        options.out.mkdir(parents=True, exist_ok=True)
    for corpus in corpora:
        measured = _measured(corpus, options.peers)
        figures = _report(corpus, [*measured, *left_out[corpus.name]])
        if options.out is not None:
            write_predictions(options.out, corpus, measured)
            (options.out / f"{corpus.name}.report.json").write_text(figures.as_json())
        sys.stdout.write(figures.as_json() if options.json else figures.as_table())
        sys.stdout.flush()


def _read(folder: Path) -> Corpus:
    return read_cases(folder) if holds_cases(folder) else read_corpus(folder)


def _left_out(corpus: Corpus, predictions: Path | None) -> list[Result]:
    """The results of models that never saw the page; none for cases, which no model has seen."""
    if predictions is None or isinstance(corpus, Cases):
        return []
    return read_predictions(predictions, corpus)


def _measured(corpus: Corpus, peers: Path | None) -> list[Result]:
    results = measure(corpus)
    return results if peers is None else results + measure_peers(corpus, peers)


def _report(corpus: Corpus, results: Sequence[Result]) -> Report | CaseReport:
    return report_cases(corpus, results) if isinstance(corpus, Cases) else report(corpus, results)


if __name__ == "__main__":
    # For the processes started from here, as a crawl's workers have it.
    os.environ.update(ONE_THREAD)
    sys.exit(main())
