"""Trains the model that tells body blocks from others, and predicts pages it never saw.

    python -m newsbot.training CORPUS_DIR... [--model FOLDER] [--predictions DIR]

For each corpus DIR gets CORPUS.cv.jsonl, whose pages are decided by models trained without their
sites, and CORPUS.loco.jsonl, by a model trained without the whole corpus and its sites. FOLDER gets
the files of the model trained on all pages. On one machine the same
corpora give the same files.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from tqdm import tqdm

from newsbot.errors import ConfigurationError, ExitCode
from newsbot.extraction.body.model.ensemble import read_model
from newsbot.training.corpus import Corpus, read_corpus
from newsbot.training.fit import fit
from newsbot.training.pages import LabelledPage, read_labelled

FOLDS = 5
SEED = 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Trains and predicts; returns the exit code."""
    options = _parse(arguments)
    try:
        corpora = [read_corpus(folder) for folder in options.corpus]
    except ConfigurationError as error:
        sys.stderr.write(f"error: {error}\n")
        return ExitCode.CONFIGURATION
    for folder in (options.model, options.predictions):
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
    pages = [page for corpus in corpora for page in _read(corpus)]
    if options.predictions is not None:
        for name, tests in (("cv", _site_folds(pages)), ("loco", _corpora(pages))):
            _predict(pages, list(tests), name, corpora, options.predictions)
    if options.model is not None:
        fit(pages, options.model)
    return ExitCode.OK


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m newsbot.training",
        description="Train the model that tells body blocks from others on labelled corpora.",
    )
    parser.add_argument("corpus", type=Path, nargs="+", help="a folder with truth.jsonl and html/")
    parser.add_argument("--model", type=Path, metavar="FOLDER", help="write the model there")
    parser.add_argument(
        "--predictions", type=Path, metavar="DIR", help="write cross-validated bodies there"
    )
    return parser.parse_args(arguments)


def _read(corpus: Corpus) -> list[LabelledPage]:
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        numbers = range(len(corpus.truth))
        found = pool.map(partial(read_labelled, corpus), numbers, chunksize=8)
        pages = list(tqdm(found, desc=corpus.name, total=len(numbers), disable=None))
    return [page for copies in pages for page in copies]


def _site_folds(pages: Sequence[LabelledPage]) -> Iterator[tuple[list[int], list[int]]]:
    """(pages to train with, pages to predict); all pages of a site are in one fold."""
    sites = sorted({page.site for page in pages})
    np.random.default_rng(SEED).shuffle(sites)
    fold = {site: place % FOLDS for place, site in enumerate(sites)}
    for number in range(FOLDS):
        yield _split(pages, {site for site in sites if fold[site] == number})


def _corpora(pages: Sequence[LabelledPage]) -> Iterator[tuple[list[int], list[int]]]:
    for corpus in sorted({page.corpus for page in pages}):
        sites = {page.site for page in pages if page.corpus == corpus}
        train, _ = _split(pages, sites)
        yield train, [place for place, page in enumerate(pages) if page.corpus == corpus]


def _split(pages: Sequence[LabelledPage], sites: set[str]) -> tuple[list[int], list[int]]:
    """The places of the pages of other sites, and of these."""
    train = [place for place, page in enumerate(pages) if page.site not in sites]
    return train, [place for place, page in enumerate(pages) if page.site in sites]


def _predict(
    pages: Sequence[LabelledPage],
    tests: Sequence[tuple[list[int], list[int]]],
    name: str,
    corpora: Sequence[Corpus],
    folder: Path,
) -> None:
    """Writes the bodies of all pages, each decided by the model that is trained without it."""
    bodies: dict[tuple[str, str], str] = {}
    for train, test in tqdm(tests, desc=name, disable=None):
        with TemporaryDirectory() as written:
            fit([pages[place] for place in train], Path(written))
            model = read_model(Path(written))
        for page in (pages[place] for place in test):
            if not page.is_plain:
                bodies[page.corpus, page.page_id] = page.body(model)
    for corpus in corpora:
        ids = [label["id"] for label in corpus.truth]
        lines = [json.dumps({"id": each, "body": bodies.get((corpus.name, each))}) for each in ids]
        file = folder / f"{corpus.name}.{name}.jsonl"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
