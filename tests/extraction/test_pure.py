"""A page's article depends on the page alone, and extracting leaves nothing behind."""

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsbot.extraction.article import extract_article
from newsbot.items import Article, NotAnArticle
from tests.benchmarks.memory_over_pages import MAX_GROWTH_MB, worker_memory_mb
from tests.extraction.lookalike_pages import LOOKALIKES
from tests.extraction.making import fetched, html, json_ld, meta
from tests.extraction.page_kinds import FRENCH, GERMAN

PAGES = [
    *(fetched(kind.html, url=kind.url) for kind in list(LOOKALIKES.values())[::3]),
    *(
        fetched(html(body="".join(f"<h3>{head}</h3><p>{text}</p>" for head, text in texts)))
        for texts in (GERMAN, FRENCH)
    ),
    fetched(html(json_ld(headline="Bakery opens at five", author={"name": "Ann Carter"}))),
    fetched(html(meta(article__published_time="2024-05-01T06:30:00+02:00"))),
    fetched(b"<html><body><nav><a href='/'>Menu</a></nav></body></html>"),
]
Answer = Article | NotAnArticle


@pytest.fixture(scope="module")
def fresh() -> list[Answer]:
    """What each page gives in a process that has extracted nothing else."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["newsbot.extraction.article"])
    with ProcessPoolExecutor(2, mp_context=context, max_tasks_per_child=1) as pool:
        return list(pool.map(extract_article, PAGES))


@settings(max_examples=15)
@given(numbers=st.lists(st.integers(0, len(PAGES) - 1), min_size=1, max_size=6))
def test_the_same_page_gives_the_same_article_whatever_was_extracted_before_it(
    fresh: list[Answer], numbers: list[int]
) -> None:
    found = [extract_article(PAGES[number]) for number in numbers]
    assert found == [fresh[number] for number in numbers]


def test_the_pages_are_articles_and_others() -> None:
    kinds = {type(extract_article(page)) for page in PAGES}
    assert kinds == {Article, NotAnArticle}


def test_a_workers_memory_is_flat_however_many_pages_it_extracts() -> None:
    """Over 5 000 pages it grew by 0.2 MB: python -m tests.benchmarks.memory_over_pages."""
    warm, end = asyncio.run(worker_memory_mb(600))
    assert end - warm < MAX_GROWTH_MB
