"""Pages of a group that depend on each other, or on what others store, leave the same rows."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from newsbot.crawling.waves.loading import Loading
from newsbot.extraction.page.boilerplate import block_key
from newsbot.items import Article, Outcome
from newsbot.storage.archive.leases import LeaseGone
from newsbot.storage.articles.loading import group
from newsbot.storage.articles.loading.group import PageGroup
from newsbot.storage.articles.storing import Note
from newsbot.storage.connection.session import TIME_LIMITS, TimeLimits
from tests.crawl.both_ways import Waves, first_read, left_in, load, loading, stream
from tests.storage.making import NOON, article, rows, store, story

SITE = "https://gazette.example"
MOTTO = "The Gazette is read where it is printed."


def page(path: str, name: str, hours: float = 0, **fields: Any) -> Article:
    """A page with the motto of its site, and a text of its own for each name."""
    lines = (story(name), MOTTO)
    values = {
        "fetched_at": NOON + timedelta(hours=hours),
        "block_keys": tuple(map(block_key, lines)),
    }
    return article(path, "\n".join(lines), **values | fields)


def waves_of(*waves: Sequence[Article]) -> Waves:
    return [[first_read(each) for each in wave] for wave in waves]


class Beside:
    """Stores groups, and does something else just before each."""

    def __init__(self, into: Loading, action: Callable[[], object]) -> None:
        self._store = into.store
        self._action = action

    def store(self, waves: PageGroup, note: Note | None = None) -> list[Outcome] | None:
        self._action()
        return self._store.store(waves, note)


def test_a_page_that_names_nothing_is_known_by_the_new_text_of_its_article(engine, second_engine):
    for each in (engine, second_engine):
        store(each, page("mill", "old", twin_urls=(f"{SITE}/fast/99",)))
    waves = waves_of([page("mill", "new", hours=1)], [page("fast/99", "new", hours=2)])
    stream(second_engine, waves)
    load(loading(engine), waves)
    assert rows(engine, "SELECT url FROM news.all_articles") == [(f"{SITE}/mill",)]
    assert left_in(engine) == left_in(second_engine)


def test_an_article_that_has_got_another_url_is_no_other_article_of_its_site(engine, second_engine):
    canonical = {"canonical_url": f"{SITE}/mill"}
    for each in (engine, second_engine):
        store(each, page("1", "one"), page("2", "two"), page("mill/amp", "mill", **canonical))
    waves = waves_of([page("mill", "mill", 1, **canonical)], [page("mill", "new", 2, **canonical)])
    stream(second_engine, waves)
    load(loading(engine), waves)
    assert rows(engine, "SELECT url FROM newsbot.article_urls") == [(f"{SITE}/mill/amp",)]
    assert left_in(engine) == left_in(second_engine)


def test_pages_that_were_decided_about_and_not_stored_do_not_count(engine, second_engine):
    into = loading(engine)

    def refuse() -> None:
        raise LeaseGone("another run may have taken over the day")

    into.require = refuse
    with pytest.raises(LeaseGone):
        load(into, waves_of([page(str(number), f"lost {number}") for number in range(3)]))
    into.require = lambda: None
    waves = waves_of([page("mill", "mill", hours=1)])
    load(into, waves)
    stream(second_engine, waves)
    assert left_in(engine) == left_in(second_engine)


def test_a_group_of_long_texts_has_few_pages(engine, monkeypatch):
    monkeypatch.setattr(group, "MOST_CHARACTERS", 2500)
    pages = [page(str(number), f"page {number}") for number in range(6)]
    sizes = load(loading(engine), waves_of(*([each] for each in pages)))
    length = len(pages[0].body)
    assert 1250 < length < 2500
    assert sizes == [2, 2, 2]


def test_a_group_for_which_the_database_takes_too_long_is_settled_wave_by_wave(engine):
    with engine.begin() as connection:
        connection.execute(
            text("""
            CREATE FUNCTION newsbot.slow() RETURNS trigger LANGUAGE plpgsql
            AS $$ BEGIN PERFORM pg_sleep(.02); RETURN NEW; END $$;
            CREATE TRIGGER slow BEFORE INSERT ON newsbot.articles
            FOR EACH ROW EXECUTE FUNCTION newsbot.slow()
        """)
        )
    hurried = engine.execution_options(
        **{TIME_LIMITS: TimeLimits(lock_s=5, statement_s=1, idle_s=20)}
    )
    pages = [page(str(number), f"page {number}") for number in range(60)]
    sizes = load(
        loading(hurried), waves_of(*(pages[start : start + 5] for start in range(0, 60, 5)))
    )
    assert sizes[0] == 1
    assert rows(engine, "SELECT count(*) FROM newsbot.articles") == [(60,)]


def test_a_group_is_decided_about_again_if_an_original_has_changed(engine):
    original = page("1", "one")
    store(engine, original)
    into = loading(engine)
    changed = page("1", "one", hours=2, based_on=f"{SITE}/copy")
    into.store = Beside(into, lambda: store(engine, changed))  # type: ignore[assignment] # a fake
    sizes = load(into, waves_of([page("copy", "one", hours=1)], [page("3", "three", hours=1)]))
    assert sizes[0] == 1
