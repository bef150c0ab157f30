"""The extraction on the labelled corpora: what it is held to."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from newsbot.extraction import extract_article
from newsbot.items import Article
from tests.benchmarks.corpus import read_corpus, read_page
from tests.benchmarks.scoring import score
from tests.extraction.making import fetched

pytestmark = pytest.mark.corpora


def body_of(file: Path) -> str:
    """The body extracted from a page; empty where the page is turned away."""
    found = extract_article(fetched(read_page(file)))
    return found.body if isinstance(found, Article) else ""


@pytest.mark.parametrize(("name", "least_f1"), [("aeb", 0.967), ("andy424", 0.955)])
def test_bodies_are_as_good_as_measured_and_no_page_is_turned_away(
    corpora: Path, name: str, least_f1: float
) -> None:
    corpus = read_corpus(corpora / name)
    ids = [label["id"] for label in corpus.truth]
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        bodies = list(pool.map(body_of, map(corpus.page_file, ids), chunksize=4))
    predictions = {page: {"body": body} for page, body in zip(ids, bodies, strict=True)}
    assert [page for page, body in zip(ids, bodies, strict=True) if not body] == []
    assert score(corpus.truth, predictions)["f1"] >= least_f1
