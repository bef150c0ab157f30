"""Pages of an archive are stored together with the note that they are settled, or not at all."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine, text

from newsbot.crawling.waves.loading import Loading, Wave
from newsbot.items import Outcome
from newsbot.storage.archive.leases import LeaseGone
from tests.crawl.both_ways import Waves, first_read, left_in, load, loading
from tests.storage.making import NOON, article, rows, story

HOUR = timedelta(hours=1)
NUMBERS = range(6)


class InGroups:
    """Has waves stored in groups."""

    def of(self, engine: Engine) -> Loading:
        return loading(engine)


class OneByOne:
    """Has waves stored one by one, as if others stored something beside each group."""

    def of(self, engine: Engine) -> Loading:
        into = loading(engine)
        into.store = self  # type: ignore[assignment] # a fake
        return into

    def store(self, *_: object) -> None:
        return None


@pytest.fixture(params=[InGroups(), OneByOne()], ids=["groups", "one_by_one"])
def into(request: pytest.FixtureRequest, engine: Engine) -> Loading:
    return request.param.of(engine)


@pytest.fixture
def waves() -> Waves:
    pages = [article(str(n), story(f"page {n}"), fetched_at=NOON + n * HOUR) for n in NUMBERS]
    return [[first_read(each)] for each in pages]


def test_what_cannot_be_noted_is_not_stored(engine, into, waves):
    nothing = left_in(engine)

    def is_lost(*_: object) -> bool:
        raise LeaseGone("another run has taken over the day")

    with pytest.raises(LeaseGone):
        load(into, waves, note=is_lost)
    assert left_in(engine) == nothing


def test_what_is_noted_is_not_stored_once_more(engine, into, waves):
    load(into, waves, note=lambda *_: False)
    assert rows(engine, "SELECT count(*) FROM newsbot.articles") == [(0,)]


def test_a_note_is_written_with_the_pages_of_which_it_tells(engine, into, waves):
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE newsbot.noted (page text, article_id bigint)"))

    def note(waves: Sequence[Wave], connection: Connection, outcomes: Sequence[Outcome]) -> bool:
        pages = [each.url for wave in waves for each in wave]
        for page, outcome in zip(pages, outcomes, strict=True):
            connection.execute(
                text("INSERT INTO newsbot.noted VALUES (:page, :id)"),
                {"page": page, "id": outcome.article_id},
            )
        return True

    load(into, waves, note=note)
    noted = """
        SELECT count(*) FROM newsbot.noted AS n
        JOIN newsbot.articles AS a ON (a.id, a.url) = (n.article_id, n.page) AND a.xmin = n.xmin
    """
    assert rows(engine, noted) == [(len(waves),)]
