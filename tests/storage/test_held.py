"""A text under half of the one before waits for another look, and for a person if many shrink."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from newsbot.items import Held, Outcome, PageValidators, Revised, SamePage, Unchanged
from newsbot.revisits import Revisits, parse_revisits
from newsbot.storage.articles.held import accept, held_texts
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.frontier.site_looks import is_layout_broken
from tests.storage.making import NOON, article, fingerprinted, rejection, rows, store, story

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REVISITS = parse_revisits("1h,6h,24h,7d")
SHOWN = "SELECT word_count, held FROM news.articles ORDER BY id"
VERSIONS = "SELECT word_count, held, is_current FROM news.article_versions ORDER BY version"
CHANGES = "SELECT op FROM news.changes ORDER BY change_id"


def is_broken(engine: Engine) -> bool:
    """Whether the layout counts as broken an hour after noon, when many tests look again."""
    with engine.connect() as connection:
        return is_layout_broken(connection, "gazette.example", [(NOON + HOUR).date()])


def see(engine: Engine, hours: float, length: int, path: str = "a") -> Outcome:
    """What a look finds so many hours after noon."""
    page = article(
        path,
        " ".join(story(path).split()[:length]),
        title=path,
        fetched_at=NOON + hours * HOUR,
        validators=PageValidators(body_sha256=f"{length:064x}"),
    )
    (outcome,) = ArticleStore(engine, revisits=REVISITS).store(fingerprinted(engine, page))
    return outcome


def see_all(engine: Engine, hours: float, length: int, count: int = 6) -> set[type[Outcome]]:
    return {type(see(engine, hours, length, f"page-{n}")) for n in range(count)}


def test_a_text_of_less_than_half_is_held(engine):
    see(engine, 0, 100)
    assert see(engine, 1, 49) == Held(article_id=1, version=2)
    assert rows(engine, SHOWN) == [(100, True)]
    assert rows(engine, VERSIONS) == [(100, False, True), (49, True, False)]
    assert rows(engine, CHANGES) == [("insert",)]
    assert rows(engine, "SELECT revisit_at FROM newsbot.frontier") == [(NOON + 2 * HOUR,)]


def test_a_text_of_half_is_a_revision(engine):
    see(engine, 0, 100)
    assert see(engine, 1, 50) == Revised(article_id=1, version=2)


def test_the_next_look_confirms_a_text_that_is_held(engine):
    see(engine, 0, 100)
    see(engine, 1, 40)
    assert see(engine, 2, 40) == Revised(article_id=1, version=2)
    assert rows(engine, SHOWN) == [(40, False)]
    assert rows(engine, VERSIONS) == [(100, False, False), (40, False, True)]
    assert rows(engine, CHANGES) == [("insert",), ("update",)]
    begins = "SELECT valid_from FROM news.article_versions WHERE is_current"
    assert rows(engine, begins) == [(NOON + HOUR,)]
    assert see(engine, 6, 40) == Unchanged(article_id=1)


def test_short_texts_that_differ_at_each_look_confirm_each_other(engine):
    see(engine, 0, 100)
    for hours, length in ((1, 40), (1.5, 39)):
        assert isinstance(see(engine, hours, length), Held)
        assert rows(engine, "SELECT revisit_at FROM newsbot.frontier") == [(NOON + 2 * HOUR,)]
    assert see(engine, 2, 38) == Revised(article_id=1, version=4)
    assert rows(engine, SHOWN) == [(38, False)]
    assert rows(engine, "SELECT revisit_at FROM newsbot.frontier") == [(NOON + 6 * HOUR,)]


def test_one_article_counts_once_a_day_and_alone_is_no_broken_layout(engine):
    see(engine, 0, 100)
    for number in range(8):
        see(engine, 1 + number / 10, 40 - number)
    assert rows(engine, "SELECT looks, shrunk FROM newsbot.looks") == [(1, 1)]
    for hours in (3, 4, 5):
        see(engine, hours, 100)
    assert rows(engine, "SELECT looks, shrunk FROM newsbot.looks") == [(2, 1)]


def test_where_the_layout_broke_further_short_texts_ask_for_no_look_of_their_own(engine):
    see_all(engine, 0, 100)
    see_all(engine, 1, 40)
    assert see(engine, 2, 39, "page-0") == Held(article_id=1, version=3)
    looks = "SELECT revisit_at FROM newsbot.frontier WHERE url LIKE '%page-0'"
    assert rows(engine, looks) == [(NOON + 6 * HOUR,)]


@pytest.mark.parametrize("revisits", [REVISITS, Revisits()])
def test_a_text_that_is_held_is_looked_at_again_after_a_look_that_fails(engine, revisits):
    see(engine, 0, 100)
    see(engine, 168, 40)
    failed = rejection("a", "timeout", at=NOON + 169 * HOUR, stage="download", is_revisit=True)
    ArticleStore(engine, revisits=revisits).store([failed])
    assert rows(engine, "SELECT revisit_at FROM newsbot.frontier") == [(NOON + 193 * HOUR,)]
    assert isinstance(see(engine, 193, 40), Revised)


def test_a_look_within_the_hour_confirms_nothing(engine):
    see(engine, 0, 100)
    see(engine, 1, 40)
    assert see(engine, 1.5, 40) == Held(article_id=1, version=2)
    assert rows(engine, "SELECT revisit_at FROM newsbot.frontier") == [(NOON + 2 * HOUR,)]


def test_an_answer_without_a_page_confirms_a_text_too(engine):
    see(engine, 0, 100)
    see(engine, 1, 40)
    url = "https://gazette.example/a"
    same = SamePage(
        url=url,
        requested_url=url,
        site="gazette.example",
        at=NOON + 2 * HOUR,
        validators=PageValidators(body_sha256=f"{40:064x}"),
    )
    assert ArticleStore(engine).store([same]) == [Revised(article_id=1, version=2)]
    assert rows(engine, SHOWN) == [(40, False)]


def test_the_long_text_refutes_one_that_is_held(engine):
    see(engine, 0, 100)
    see(engine, 1, 40)
    assert see(engine, 2, 100) == Unchanged(article_id=1)
    assert rows(engine, SHOWN) == [(100, False)]
    assert see(engine, 6, 40) == Held(article_id=1, version=3)
    assert see(engine, 24, 40) == Revised(article_id=1, version=3)


def test_texts_that_are_held_take_no_part_in_intervals(engine):
    see(engine, 0, 100)
    see(engine, 1, 40)
    see(engine, 6, 110)
    intervals = (
        "SELECT word_count, valid_from, valid_to FROM news.article_versions ORDER BY version"
    )
    assert rows(engine, intervals) == [
        (100, NOON, NOON + 6 * HOUR),
        (40, NOON + HOUR, NOON + HOUR),
        (110, NOON + 6 * HOUR, None),
    ]


def test_a_part_and_an_archive_are_not_held(engine):
    see(engine, 0, 100)
    short = " ".join(story("a").split()[:40])
    (outcome,) = store(engine, article("a", short, title="a", fetched_at=NOON + HOUR))
    assert isinstance(outcome, Revised)


def test_no_article_is_a_copy_of_a_text_that_is_held(engine):
    see(engine, 0, 100)
    see(engine, 1, 40)
    wall = " ".join(story("a").split()[:40])
    store(engine, article("b", wall, title="b", fetched_at=NOON + 2 * HOUR))
    # The opening of the text that is shown may still make it one; the copy is not exact.
    assert rows(engine, "SELECT count(*) FROM news.copies WHERE method = 'exact'") == [(0,)]


def test_nothing_is_released_where_the_layout_broke(engine):
    see_all(engine, 0, 100)
    assert see_all(engine, 1, 40) == {Held}
    for hours in (2, 6, 24, 7 * 24):
        assert see_all(engine, hours, 40) == {Held}
    assert {count for count, _ in rows(engine, SHOWN)} == {100}
    first = "SELECT looks, shrunk FROM newsbot.looks ORDER BY day LIMIT 1"
    assert rows(engine, first) == [(6, 6)]
    assert is_broken(engine)


def test_four_texts_that_shrink_are_no_broken_layout(engine):
    see_all(engine, 0, 100, count=4)
    see_all(engine, 1, 40, count=4)
    assert see_all(engine, 2, 40, count=4) == {Revised}
    assert not is_broken(engine)


def test_one_text_that_shrinks_among_five_is_no_broken_layout(engine):
    see_all(engine, 0, 100, count=5)
    see_all(engine, 1, 100, count=4)
    see(engine, 1, 40, "page-4")
    assert see(engine, 2, 40, "page-4") == Revised(article_id=5, version=2)


def test_texts_too_short_for_an_article_shrank_as_well(engine):
    see_all(engine, 0, 100)
    looks = [rejection(f"page-{n}", at=NOON + HOUR, is_revisit=True) for n in range(6)]
    ArticleStore(engine, revisits=REVISITS).store(looks)
    assert rows(engine, "SELECT looks, shrunk FROM newsbot.looks") == [(6, 6)]
    assert is_broken(engine)
    assert rows(engine, "SELECT * FROM news.rejections") == []


@pytest.mark.parametrize("site", [None, "gazette.example"])
def test_a_person_accepts_what_is_held(engine, site):
    see_all(engine, 0, 100)
    see_all(engine, 1, 40)
    (waiting,) = held_texts(engine, site)
    assert (waiting.site, waiting.articles) == ("gazette.example", 6)
    assert accept(engine, site) == 6
    assert rows(engine, SHOWN) == [(40, False)] * 6
    assert rows(engine, CHANGES)[6:] == [("update",)] * 6
    assert (held_texts(engine, site), accept(engine, site)) == ([], 0)
    assert see_all(engine, 6, 40) == {Unchanged}


def test_what_was_refuted_is_not_accepted(engine):
    see(engine, 0, 100)
    see(engine, 1, 40)
    see(engine, 2, 100)
    assert (held_texts(engine, None), accept(engine, None)) == ([], 0)
    assert held_texts(engine, "elsewhere.example") == []
