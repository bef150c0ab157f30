"""What is stored of articles' blocks, and what a page of their site is told."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from newsbot.extraction.page.boilerplate import block_key, with_recurring_lines
from newsbot.items import NOTHING_SEEN, Article, FetchedPage, Recurrence, SiteBlocks
from newsbot.storage.articles.blocks.site_blocks import MAX_KEYS
from newsbot.storage.articles.blocks.site_windows import SiteWindows
from newsbot.storage.articles.blocks.window import NEAREST
from newsbot.storage.articles.storing import ArticleStore
from tests.storage.making import NOON, article, article_on, fingerprinted, rows, store, words

FOOTER = -(2**63)
HOUR = timedelta(hours=1)


def numbered(number: int, *keys: int, **fields: Any) -> Article:
    """An article unlike those of other numbers."""
    body = words(1000 * number, 1000 * number + 100)
    return article(str(number), body, block_keys=keys, **fields)


def page(path: str = "new", site: str = "gazette.example", at: datetime = NOON) -> FetchedPage:
    url = f"https://{site}/{path}"
    return FetchedPage(
        url=url, requested_url=url, site=site, body=b"", content_type=None, fetched_at=at
    )


def known(engine: Engine, *pages: FetchedPage) -> list[SiteBlocks]:
    return SiteWindows(engine).read(pages)


def test_the_blocks_of_new_articles_are_told_to_the_next_page(engine: Engine) -> None:
    store(engine, numbered(1, FOOTER, 1), numbered(2, FOOTER, 2))
    assert known(engine, page()) == [
        SiteBlocks(articles=2, seen={FOOTER: Recurrence(articles=2, among=2)})
    ]


def test_an_article_that_has_a_block_twice_counts_once(engine: Engine) -> None:
    store(engine, numbered(1, FOOTER, FOOTER), numbered(2))
    assert known(engine, page()) == [SiteBlocks(articles=1)]


def test_copies_revisions_and_unchanged_articles_teach_nothing(engine: Engine) -> None:
    first = numbered(1, FOOTER)
    store(engine, first)
    store(engine, first, article("copy", first.body, block_keys=(FOOTER,)))
    store(engine, article("1", words(0, 90), block_keys=(FOOTER,)))
    assert len(rows(engine, "SELECT 1 FROM newsbot.versions")) == 3
    assert known(engine, page()) == [SiteBlocks(articles=1)]


def test_an_original_that_comes_after_a_copy_on_its_own_site_teaches_nothing(
    engine: Engine,
) -> None:
    original = numbered(1, FOOTER, published_at=NOON - HOUR)
    store(engine, article("copy", original.body, block_keys=(FOOTER,), published_at=NOON))
    store(engine, original)
    assert rows(engine, "SELECT copy_of FROM news.copies") == [(2,)]
    assert known(engine, page()) == [SiteBlocks(articles=1)]


def test_a_copy_on_another_site_teaches_that_site(engine: Engine) -> None:
    original = numbered(1, FOOTER)
    store(engine, original, article_on("post.example", original.body, block_keys=(FOOTER,)))
    assert known(engine, page(site="post.example")) == [SiteBlocks(articles=1)]


def test_a_page_that_is_fetched_again_is_no_evidence_against_itself(engine: Engine) -> None:
    store(engine, numbered(1, 7), numbered(2, 7), numbered(3))
    again, other = known(engine, page("2"), page("4"))
    assert again == SiteBlocks(articles=1)
    assert other.seen == {7: Recurrence(articles=2, among=2)}


def test_each_page_is_told_of_its_own_site_in_the_order_given(engine: Engine) -> None:
    elsewhere = {"site": "post.example", "url": "https://post.example/3"}
    store(engine, numbered(1, 7), numbered(2, 7), numbered(3, 7, **elsewhere))
    sites = [known.articles for known in known(engine, page(site="post.example"), page())]
    assert sites == [1, 2]
    assert known(engine, page(site="unheard.example")) == [NOTHING_SEEN]


def test_the_nearest_in_time_are_asked_on_both_sides(engine: Engine) -> None:
    """A page of an archive is held against its own time, whatever was stored since."""
    near = [numbered(n, 7, fetched_at=NOON + n * HOUR) for n in (-1, 1, 2)]
    years = timedelta(days=900)
    later = [numbered(n, 8, fetched_at=NOON + years + n * HOUR) for n in range(10, 10 + NEAREST)]
    store(engine, *later)
    store(engine, *near)
    (then, now) = known(engine, page(at=NOON), page(at=NOON + years))
    assert then.articles == now.articles == NEAREST
    assert then.seen[7] == Recurrence(articles=3, among=3)
    assert then.seen[8].among == NEAREST
    assert now.seen.keys() == {8}


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 1, 0, 2)])
def test_the_order_of_storing_does_not_matter(engine: Engine, order: tuple[int, ...]) -> None:
    keys = [(7, 8), (7,), (8, 7), ()]
    for n in order:
        store(engine, numbered(n, *keys[n], 9, fetched_at=NOON - n * HOUR))
    assert known(engine, page())[0].seen == {
        7: Recurrence(articles=3, among=3),
        8: Recurrence(articles=2, among=3),
        9: Recurrence(articles=4, among=4),
    }


def test_of_a_live_blog_head_and_foot_are_kept(engine: Engine) -> None:
    store(engine, numbered(1, *range(3 * MAX_KEYS)))
    ((keys,),) = rows(engine, "SELECT keys FROM newsbot.article_blocks")
    assert len(keys) == MAX_KEYS
    assert (keys[0], keys[-1]) == (0, 3 * MAX_KEYS - 1)


def test_two_crawls_that_store_the_same_new_article_write_its_blocks_once(engine: Engine) -> None:
    both = fingerprinted(engine, numbered(1, FOOTER))
    for _ in range(2):
        ArticleStore(engine).store(both)
    assert rows(engine, "SELECT article_id = id FROM newsbot.articles, newsbot.article_blocks") == [
        (True,)
    ]


def test_a_fourth_copy_on_one_site_is_a_copy_though_all_its_lines_recur(
    engine: Engine,
) -> None:
    """With a lead of its own it is told from a page that is a story above a ticker by its size."""
    lines = [words(100 * number, 100 * number + 40) for number in range(8)]
    for number in range(4):
        body = "\n".join([words(5000 + 100 * number, 5030 + 100 * number), *lines])
        keys = tuple(map(block_key, body.split("\n")))
        new = article(f"copy{number}", body, block_keys=keys)
        (known_blocks,) = SiteWindows(engine).read([new])
        store(engine, with_recurring_lines(new, known_blocks))
    assert rows(engine, "SELECT count(*) FROM news.copies") == [(3,)]
