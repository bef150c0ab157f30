"""Trains the model that tells which blocks of a page are body, and predicts bodies of other pages.

    python -m newsbot.training CORPUS_DIR... [--model FOLDER] [--predictions DIR]

For each corpus, two files with predicted bodies are written to DIR. In CORPUS.cv.jsonl each body is
predicted by a model that was trained without the site of the page. In CORPUS.loco.jsonl each body
is predicted by a model that was trained without the corpus and its sites.

A model that was trained on all pages is written to FOLDER, in two files. The first line of both
says how the model was made and, if there are predictions, what F1 they have. On one machine the
same corpora give the same files.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from tqdm import tqdm

from newsbot.errors import ConfigurationError, ExitCode
from newsbot.extraction.body.model.ensemble import read_model
from newsbot.training.corpus import Corpus, read_corpus
from newsbot.training.fit import SEEDS, fit
from newsbot.training.origin import Scores, origin_of
from newsbot.training.pages import LabelledPage, read_labelled
from newsbot.training.predictions import write_predictions

FOLDS = 5
FOLD_SEED = 0

Split = tuple[list[int], list[int]]
"""Two lists of indices of pages. A model is trained with the pages of the first list. Then it
predicts the bodies of the pages of the second list."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Trains models and predicts bodies as the command line says; returns the exit code."""
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
    scores: Scores = {}
    if options.predictions is not None:
        scores = {
            name: _predict(pages, list(splits), name, corpora, options.predictions)
            for name, splits in (("cv", _site_folds(pages)), ("loco", _without_corpora(pages)))
        }
    if options.model is not None:
        seeds = SEEDS | ({"folds": FOLD_SEED} if scores else {})
        fit(pages, options.model, origin_of(corpora, seeds, scores))
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
    """The labelled pages of a corpus, and a simplified copy of each page.

    `newsbot.training.plain` makes the copies. They lack class names and other markup that tells
    what a part of the page is for, so that the model also learns to do without such markup.

    The pages are read in as many processes as the machine has CPUs.
    """
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        numbers = range(len(corpus.truth))
        found = pool.map(partial(read_labelled, corpus), numbers, chunksize=8)
        pages = list(tqdm(found, desc=corpus.name, total=len(numbers), disable=None))
    return [page for copies in pages for page in copies]


def _site_folds(pages: Sequence[LabelledPage]) -> Iterator[Split]:
    """Splits the pages FOLDS times into pages to train with and pages to predict.

    Each page is predicted in exactly one split. All pages of a site are predicted in the same
    split, by a model that was trained on other sites only.
    """
    sites = sorted({page.site for page in pages})
    np.random.default_rng(FOLD_SEED).shuffle(sites)
    for number in range(FOLDS):
        own = set(sites[number::FOLDS])
        train = [index for index, page in enumerate(pages) if page.site not in own]
        yield train, [index for index, page in enumerate(pages) if page.site in own]


def _without_corpora(pages: Sequence[LabelledPage]) -> Iterator[Split]:
    """For each corpus, yields the pages to train a model with, and the pages to predict with it.

    The pages to predict are those of the corpus. The pages to train with are those of the other
    corpora, except the pages of sites that the corpus has too. So the model knows no site that it
    predicts. Pages are given by their indices in `pages`.
    """
    for corpus in sorted({page.corpus for page in pages}):
        sites = {page.site for page in pages if page.corpus == corpus}
        train = [index for index, page in enumerate(pages) if page.site not in sites]
        yield train, [index for index, page in enumerate(pages) if page.corpus == corpus]


def _predict(
    pages: Sequence[LabelledPage],
    splits: Sequence[Split],
    name: str,
    corpora: Sequence[Corpus],
    folder: Path,
) -> Mapping[str, float]:
    """Predicts the body of each page, and writes the bodies to one file for each corpus.

    Each split is a pair of lists of pages. A model is trained with the pages of the first list, and
    predicts the bodies of the pages of the second list. For the copies that
    `newsbot.training.plain` makes of pages, no body is predicted. `name` becomes a part of each
    file's name: "cv" (cross-validation) or "loco" (leave one corpus out). The result maps the name
    of each corpus to the F1 of its predicted bodies.
    """
    bodies: dict[str, dict[str, str]] = {corpus.name: {} for corpus in corpora}
    for train, test in tqdm(splits, desc=name, disable=None):
        with TemporaryDirectory() as written:
            fit([pages[index] for index in train], Path(written))
            model = read_model(Path(written))
        for page in (pages[index] for index in test):
            if not page.is_plain:
                bodies[page.corpus][page.page_id] = page.body(model)
    return {
        each.name: write_predictions(each, bodies[each.name], folder / f"{each.name}.{name}.jsonl")
        for each in corpora
    }


if __name__ == "__main__":
    sys.exit(main())
