"""Collections of articles with copies, stored as crawls store them, and resolved again."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Engine, text

from newsbot.items import Article
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.rewriting.redecide.differences import differences, write_all
from newsbot.storage.rewriting.redecide.resolving import plan_walk, resolve_again
from tests.dedup.texts import FERRY, STATEMENT, THEATRE, cut, reworded
from tests.storage.making import NOON, article_on, fingerprinted, rows, story

EVER = datetime(2000, 1, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AGENCY = "apnews.com"
DATELINE = "PORT ALDER (AP) \u2014"
GROUPS = "SELECT id, copy_of FROM news.all_articles ORDER BY id"
CHAINS = """
    SELECT copy.article_id FROM news.copies AS copy
    JOIN news.copies AS original ON original.article_id = copy.copy_of
"""


def story_on_sites(name: str, at: datetime) -> list[Article]:
    """A story as seven sites publish it; two of the sites later publish a second text of it."""
    body = story(name)
    on_site = partial(article_on, path=name, fetched_at=at)
    cut_short = f"{DATELINE} {cut(body, 0, 160)}"
    return [
        on_site(AGENCY, body, published_at=at),
        on_site("gazette.example", cut_short),
        on_site("gazette.example", f"{cut_short} {THEATRE}", published_at=at - 4 * HOUR),
        on_site("post.example", f"{body}\n{cut(THEATRE, 0, 50)}", published_at=at - HOUR),
        on_site("echo.example", body, canonical_url=f"https://{AGENCY}/{name}"),
        on_site("echo.example", reworded(body, 9), published_at=at - 5 * HOUR),
        on_site("herald.example", f"{body} {STATEMENT}", published_at=at - 2 * HOUR),
        on_site("courier.example", reworded(body, 6), published_at=at + HOUR),
        on_site("times.example", f"{cut(body, 60)} {FERRY}", published_at=at - 3 * HOUR),
    ]


def store_collection(engine: Engine, seed: int) -> None:
    """Stores five stories of five days, shuffled and in batches, as two crawls at once would."""
    for _ in storing_collection(engine, seed):
        pass


def storing_collection(engine: Engine, seed: int) -> Iterator[None]:
    """Does the same as `store_collection`, and pauses after each batch."""
    chance = random.Random(seed)  # noqa: S311 - it has to be the same each time
    names = ("ferry", "theatre", "storm", "budget", "vote")
    deck = [
        each
        for number, name in enumerate(names)
        for each in story_on_sites(name, NOON + number * DAY)
    ]
    chance.shuffle(deck)
    looked_up = []
    for batch in _batches(deck, chance):
        looked_up.append(fingerprinted(engine, *batch))
        while looked_up and chance.random() < 0.6:
            ArticleStore(engine).store(looked_up.pop())
            yield
    for each in looked_up:
        ArticleStore(engine).store(each)
        yield


def _batches(deck: list[Article], chance: random.Random) -> Iterator[list[Article]]:
    while deck:
        size = chance.randint(1, 7)
        yield deck[:size]
        deck = deck[size:]


def resolve(engine: Engine, since: datetime = EVER) -> int:
    """Resolves again all articles since a moment; returns how many there were."""
    return sum(resolve_again(engine, plan_walk(engine, since)))


def count_differing(engine: Engine) -> int:
    found = differences(engine)
    return found.new_copies + found.no_copies_any_more + found.other_original


def write(engine: Engine) -> int:
    """Writes the resolved groups; returns how many articles changed.

    Checks after each batch that no copy points to a copy.
    """
    moved = 0
    for batch in write_all(engine):
        assert rows(engine, CHAINS) == []
        moved += batch
    return moved


def point(engine: Engine, article_ids: list[int], original: int | None) -> None:
    """Makes the articles copies of `original`, or originals if that is None."""
    change(
        engine,
        """
        UPDATE newsbot.articles SET
            copy_of = :original,
            similarity = CASE WHEN CAST(:original AS bigint) IS NOT NULL THEN 1 END,
            containment = CASE WHEN CAST(:original AS bigint) IS NOT NULL THEN 1 END,
            method = CASE WHEN CAST(:original AS bigint) IS NOT NULL THEN 'exact' END
        WHERE id = ANY (:article_ids)
        """,
        article_ids=article_ids,
        original=original,
    )


def change(engine: Engine, sql: str, **parameters: Any) -> None:
    with engine.begin() as connection:
        connection.execute(text(sql), parameters)
