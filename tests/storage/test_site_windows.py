"""What a run remembers of a site's articles is what the database has of them."""

import random
from array import array
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine, text

from newsbot.extraction.page.boilerplate import count_blocks
from newsbot.items import Article, FetchedPage, SiteBlocks
from newsbot.storage.articles.blocks.site_windows import MOST_SITES, SiteWindows
from newsbot.storage.articles.blocks.window import MOST_ARTICLES, NEAREST, REACH, StoredBlocks
from newsbot.urls import url_key
from tests.storage.making import NOON, article, article_on, store, story

SECOND = timedelta(seconds=1)


def numbered(number: int, at: datetime, keys: Sequence[int]) -> Article:
    return article(str(number), story(str(number), 60), fetched_at=at, block_keys=tuple(keys))


def page(path: str, at: datetime, site: str = "gazette.example") -> FetchedPage:
    url = f"https://{site}/{path}"
    return FetchedPage(
        url=url, requested_url=url, site=site, body=b"", content_type=None, fetched_at=at
    )


def expected(stored: Sequence[Article], asked: FetchedPage) -> SiteBlocks:
    """What all `stored` articles, the oldest first, say of a page."""
    others = [each for each in stored[::-1] if each.url != asked.url]
    others.sort(key=lambda each: abs(each.fetched_at - asked.fetched_at))
    return count_blocks([each.block_keys for each in others[:NEAREST]])


def test_looks_between_stores_find_the_nearest_of_all_articles_stored_so_far(
    engine: Engine,
) -> None:
    chance = random.Random(7)  # noqa: S311 - it has to be the same each time
    moments = [NOON + each * SECOND for each in chance.sample(range(10_000), 400)]
    windows, stored = SiteWindows(engine, fresh_s=0), list[Article]()
    for start in range(0, 400, 20):
        new = [
            numbered(number, moments[number], chance.sample(range(9), 4))
            for number in range(start, start + 20)
        ]
        store(engine, *new)
        stored += new
        asked = [page(str(n), NOON + chance.randrange(10_000) * SECOND) for n in (start, 5000)]
        asked.append(page("5001", NOON + 9000 * SECOND))
        assert windows.read(asked) == [expected(stored, each) for each in asked]


def test_pages_that_come_in_the_order_of_time_are_answered_from_memory_and_new_articles(
    engine: Engine,
) -> None:
    old = [numbered(n, NOON + n * SECOND, [n % 9]) for n in range(2 * REACH)]
    store(engine, *old)
    windows = SiteWindows(engine, fresh_s=0)
    windows.read([page("new", NOON + 500 * SECOND)])
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM newsbot.article_blocks"))
    new = [numbered(n, NOON + n * SECOND, [n % 9]) for n in range(500, 500 + MOST_ARTICLES)]
    for start in range(0, len(new), 32):
        store(engine, *new[start : start + 32])
        asked = page("new", new[start].fetched_at)
        known = old + new[: start + 32]
        assert windows.read([asked]) == [expected(known, asked)]


def test_an_article_that_is_deleted_counts_until_the_articles_are_read_anew(
    engine: Engine,
) -> None:
    store(engine, numbered(1, NOON, [7]), numbered(2, NOON, [7]))
    keeping, reading = SiteWindows(engine), SiteWindows(engine, kept_s=0)
    asked = [page("new", NOON)]
    assert keeping.read(asked) == reading.read(asked)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM newsbot.article_blocks WHERE article_id = 2"))
    assert keeping.read(asked)[0].articles == 2
    assert reading.read(asked)[0].articles == 1


def test_a_run_over_more_sites_than_it_remembers_still_learns_of_each(engine: Engine) -> None:
    sites = [f"paper{number}.example" for number in range(MOST_SITES + 10)]
    windows = SiteWindows(engine, fresh_s=0)
    windows.read([page("new", NOON, site) for site in sites])
    new = [article_on(site, story(site, 60), block_keys=(7,)) for site in (sites[0], sites[-1])]
    store(engine, *new)
    assert [each.articles for each in windows.read([page("new", NOON, s) for s in sites])] == [
        1 if site in (sites[0], sites[-1]) else 0 for site in sites
    ]


def test_the_database_is_asked_for_new_articles_only_from_time_to_time(engine: Engine) -> None:
    seldom, always = SiteWindows(engine, fresh_s=600), SiteWindows(engine, fresh_s=0)
    asked = [page("new", NOON)]
    assert seldom.read(asked) == always.read(asked)
    store(engine, numbered(1, NOON, [7]))
    assert (seldom.read(asked)[0].articles, always.read(asked)[0].articles) == (0, 1)


def test_articles_that_are_about_to_be_stored_count_among_stored_ones_of_their_time(
    engine: Engine,
) -> None:
    stored = [numbered(n, NOON + n * SECOND, [n % 9]) for n in range(0, 10 * REACH, 4)]
    store(engine, *stored)
    windows = SiteWindows(engine, fresh_s=3600)
    middle = 5 * REACH
    for number in range(middle + 1, middle + 1 + 2 * MOST_ARTICLES, 4):
        new = numbered(number, NOON + number * SECOND, [number % 9])
        blocks = StoredBlocks(
            fetched_at=new.fetched_at,
            article_id=10_000 + number,
            url_key=url_key(new.url),
            keys=array("q", new.block_keys),
            is_reprint=False,
        )
        windows.add(new.site, blocks)
        stored.append(new)
        asked = page("new", new.fetched_at)
        assert windows.read([asked]) == [expected(stored, asked)]
