"""Which article is the original of a group of copies, and what readers see when that changes."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from newsbot.items import Article, Copy, New
from newsbot.storage.articles.storing import ArticleStore
from tests.crawl.stored import copy_groups
from tests.dedup.texts import FERRY, STATEMENT, THEATRE, cut
from tests.storage.making import NOON, article_on, fingerprinted, rows, store, story

AGENCY = "apnews.com"
DATELINE = "PORT ALDER (AP) \u2014"
HOUR = timedelta(hours=1)
CHANGES = "SELECT op, article_id FROM news.changes ORDER BY change_id"
COPIES = "SELECT article_id, copy_of FROM news.copies ORDER BY article_id"
COUNTS = "SELECT id, copy_count FROM news.articles ORDER BY id"


def copies() -> list[Article]:
    """Two copies that name the agency as the origin."""
    return [
        article_on("gazette.example", f"{DATELINE} {FERRY}"),
        article_on("post.example", f"{DATELINE} {cut(FERRY, 0, 200)}"),
    ]


@pytest.mark.parametrize(
    "said",
    [
        {"body": f"{DATELINE} {FERRY}"},
        {"body": FERRY, "credits": ("Associated Press",)},
        {"body": FERRY, "authors": ("AP",)},
        {"body": FERRY, "canonical_url": f"https://{AGENCY}/ferry"},
        {"body": FERRY, "based_on": f"https://www.{AGENCY}/ferry?from=feed"},
    ],
    ids=["dateline", "credit", "byline", "canonical", "isBasedOn"],
)
def test_the_credited_original_takes_its_copy_over_when_it_comes(
    engine: Engine, said: dict[str, Any]
) -> None:
    store(engine, article_on("gazette.example", published_at=NOON - HOUR, **said))
    (outcome,) = store(engine, article_on(AGENCY, FERRY, published_at=NOON))
    assert isinstance(outcome, New)
    assert rows(engine, COPIES) == [(1, outcome.article_id)]


def test_the_whole_group_follows_its_new_original_and_ids_stay(engine: Engine) -> None:
    store(engine, *copies())
    assert rows(engine, COPIES) == [(2, 1)]
    store(engine, article_on(AGENCY, FERRY))
    assert rows(engine, COPIES) == [(1, 3), (2, 3)]
    assert rows(engine, COUNTS) == [(3, 2)]
    assert rows(engine, CHANGES) == [
        ("insert", 1), ("insert", 2), ("insert", 3), ("merge", 1), ("merge", 2),
    ]  # fmt: skip


def test_a_former_original_is_as_alike_as_was_found_and_its_copies_as_before(
    engine: Engine,
) -> None:
    store(engine, article_on("gazette.example", f"{DATELINE} {FERRY} {THEATRE}"))
    store(engine, article_on("post.example", f"{DATELINE} {FERRY} {THEATRE}"))
    store(engine, article_on(AGENCY, FERRY))
    assert rows(
        engine, "SELECT article_id, method, similarity < .8 FROM news.copies ORDER BY 1"
    ) == [
        (1, "shingles", True),
        (2, "exact", False),
    ]


def test_in_one_batch_the_original_may_come_last(engine: Engine) -> None:
    outcomes = store(engine, *copies(), article_on(AGENCY, FERRY))
    assert [type(outcome) for outcome in outcomes] == [New, Copy, New]
    assert rows(engine, COPIES) == [(1, 3), (2, 3)]
    assert rows(engine, COUNTS) == [(3, 2)]
    assert [row for row in rows(engine, CHANGES) if row[0] == "merge"] == [
        ("merge", 1), ("merge", 2),
    ]  # fmt: skip


@pytest.mark.parametrize("batches", [[4], [1, 3], [2, 2], [3, 1], [1, 1, 1, 1]])
def test_a_group_may_be_taken_over_again_and_again(engine: Engine, batches: list[int]) -> None:
    """Each article was published before all articles that are stored earlier."""
    earlier = iter(
        article_on(f"paper{number}.example", FERRY, published_at=NOON - number * HOUR)
        for number in range(4)
    )
    for size in batches:
        store(engine, *(next(earlier) for _ in range(size)))
    assert rows(engine, COPIES) == [(1, 4), (2, 4), (3, 4)]
    assert rows(engine, COUNTS) == [(4, 3)]
    inserted = [article_id for op, article_id in rows(engine, CHANGES) if op == "insert"]
    assert inserted == [1, 2, 3, 4]


def test_what_is_led_anew_twice_in_a_batch_is_told_once(engine: Engine) -> None:
    store(engine, article_on("gazette.example", FERRY, published_at=NOON))
    store(
        engine,
        article_on("post.example", FERRY, published_at=NOON - HOUR),
        article_on("echo.example", FERRY, published_at=NOON),
        article_on("herald.example", FERRY, published_at=NOON - 2 * HOUR),
    )
    assert rows(engine, COPIES) == [(1, 4), (2, 4), (3, 4)]
    merged = [article_id for op, article_id in rows(engine, CHANGES) if op == "merge"]
    assert sorted(merged) == [1, 2, 3]


def test_copies_that_another_crawl_stores_between_look_up_and_lock_are_taken_over(
    engine: Engine,
) -> None:
    looked_up = fingerprinted(engine, article_on(AGENCY, FERRY))
    store(engine, *copies())
    (outcome,) = ArticleStore(engine).store(looked_up)
    assert isinstance(outcome, New)
    assert rows(engine, COPIES) == [(1, 3), (2, 3)]


def test_a_copy_points_to_the_original_that_took_over_between_look_up_and_lock(
    engine: Engine,
) -> None:
    store(engine, copies()[0])
    looked_up = fingerprinted(engine, copies()[1])
    store(engine, article_on(AGENCY, FERRY))
    (outcome,) = ArticleStore(engine).store(looked_up)
    assert isinstance(outcome, Copy)
    assert outcome.original == 2
    assert outcome.match.article_id == 1


@pytest.mark.parametrize(
    ("published_at", "leader"),
    [(NOON - HOUR, 2), (NOON - timedelta(minutes=4), 1), (NOON, 1), (NOON + HOUR, 1), (None, 1)],
)
def test_only_a_clearly_earlier_article_takes_over(
    engine: Engine, published_at: datetime | None, leader: int
) -> None:
    store(engine, article_on("gazette.example", FERRY, published_at=NOON))
    store(engine, article_on("post.example", FERRY, published_at=published_at))
    assert rows(engine, COUNTS) == [(leader, 1)]


def test_what_a_copy_says_of_its_origin_counts_more_than_its_date(engine: Engine) -> None:
    store(engine, article_on(AGENCY, FERRY, published_at=NOON))
    (outcome,) = store(
        engine,
        article_on("gazette.example", f"{DATELINE} {FERRY}", published_at=NOON - HOUR),
    )
    assert isinstance(outcome, Copy)


def test_a_copy_revised_in_a_batch_stays_in_the_group_that_was_taken_over_in_it(
    engine: Engine,
) -> None:
    """A copy of the revised text points to the present original, not to the former one."""
    times = {path: NOON - hours * HOUR for path, hours in (("o", 1), ("n", 2), ("x", 3))}
    o, n = (article_on("post.example", FERRY, path, published_at=times[path]) for path in "on")
    store(engine, o, article_on("gazette.example", cut(FERRY, 0, 200), "c"))
    revised = article_on("gazette.example", THEATRE, "c", fetched_at=NOON + HOUR)
    x = article_on("echo.example", THEATRE, "x", published_at=times["x"])
    store(engine, revised, n, x)
    (leaders,) = rows(engine, "SELECT array_agg(id) FROM news.articles")[0]
    assert leaders == [4]


def test_a_revision_does_not_change_what_an_article_said_of_its_origin(engine: Engine) -> None:
    store(engine, article_on("gazette.example", FERRY, published_at=NOON))
    store(engine, article_on("gazette.example", STATEMENT, published_at=NOON - 2 * HOUR))
    (outcome,) = store(engine, article_on("post.example", FERRY, published_at=NOON - HOUR))
    assert isinstance(outcome, New)
    assert rows(engine, COPIES) == [(1, 2)]


def group_of_five(name: str) -> list[Article]:
    """Five copies of one story, each similar to every other."""
    text = story(name)
    return [
        article_on(AGENCY, text, name, published_at=NOON),
        article_on("gazette.example", f"{DATELINE} {cut(text, 0, 160)}", name),
        article_on(
            "post.example", f"{text}\n{cut(THEATRE, 0, 50)}", name, published_at=NOON - HOUR
        ),
        article_on("echo.example", text, name, canonical_url=f"https://{AGENCY}/{name}"),
        article_on(
            "herald.example", f"{text} {cut(STATEMENT, 0, 40)}", name, published_at=NOON - 2 * HOUR
        ),
    ]


POOL = {
    name: group_of_five(name) for name in ("ferry", "theatre", "storm", "budget", "vote", "fire")
}


def dealt(chance: random.Random) -> Iterator[list[Article]]:
    """All articles of the pool, some of them twice, shuffled and in batches."""
    deck = [each for story in POOL.values() for each in story]
    deck += chance.sample(deck, 8)
    chance.shuffle(deck)
    while deck:
        size = chance.randint(1, 7)
        batch, deck = deck[:size], deck[size:]
        yield batch


class Reader:
    """A reader that keeps a table of copies and originals by following the change feed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._last = 0
        self.copy_of: dict[int, int | None] = {}

    def follow(self) -> None:
        read = f"SELECT change_id, op, article_id FROM news.changes WHERE change_id > {self._last}"  # noqa: S608 - a number
        for change_id, op, article_id in rows(self._engine, f"{read} ORDER BY change_id"):
            assert (op == "insert") is (article_id not in self.copy_of)
            self._last = change_id
            self.copy_of[article_id] = self._stored()[article_id]

    def agrees(self) -> bool:
        return self.copy_of == self._stored()

    def _stored(self) -> dict[int, int | None]:
        return dict(rows(self._engine, "SELECT id, copy_of FROM news.all_articles"))


@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_order_each_story_is_one_group_and_the_feed_tells_it(
    engine: Engine, seed: int
) -> None:
    """Some batches are looked up before the previous one is stored, as if by two crawls."""
    chance = random.Random(seed)  # noqa: S311 - it has to be the same each time
    reader = Reader(engine)
    waiting = []
    for batch in dealt(chance):
        waiting.append(fingerprinted(engine, *batch))
        while waiting and chance.random() < 0.6:
            ArticleStore(engine).store(waiting.pop())
            reader.follow()
            assert reader.agrees()
    for looked_up in waiting:
        ArticleStore(engine).store(looked_up)
    reader.follow()
    assert reader.agrees()
    assert copy_groups(engine) == {frozenset(each.url for each in story) for story in POOL.values()}
    assert rows(engine, "SELECT count(*), sum(copy_count) FROM news.articles") == [(6, 24)]
    assert {reader.copy_of[each] for each in reader.copy_of.values() if each} == {None}
