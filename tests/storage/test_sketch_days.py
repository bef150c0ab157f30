"""Sketches are in one partition a day, which is created when needed, and later dropped."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from newsbot import clock
from newsbot.dedup.parameters import PARAMETERS
from newsbot.items import Article, Copy, New, Outcome
from newsbot.storage.copies import sketch_days
from tests.dedup.texts import FERRY, cut
from tests.storage.making import NOON, article_on, fingerprinted, rows, store, story, words

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
OLD_DAY = datetime(2020, 1, 31, 12, tzinfo=UTC)
LIMIT = PARAMETERS.window
PARTITIONS = """
    SELECT relname FROM pg_class JOIN pg_inherits ON inhrelid = oid
    WHERE inhparent = 'newsbot.sketches'::regclass ORDER BY 1
"""


def fetched(at: datetime, body: str = FERRY, site: str = "gazette.example") -> Article:
    return article_on(site, body, f"{at:%Y%m%dT%H%M%S}", fetched_at=at)


def days(engine: Engine) -> list[date]:
    """The days in newsbot.sketch_days; checks that exactly these days have partitions."""
    kept = [day for (day,) in rows(engine, "SELECT day FROM newsbot.sketch_days ORDER BY day")]
    assert rows(engine, PARTITIONS) == [(f"sketches_{day:%Y%m%d}",) for day in kept]
    return kept


def untouched_for(engine: Engine, since: timedelta) -> None:
    """Changes the rows as if the last write to every day were so long ago."""
    with engine.begin() as connection:
        moved = text("UPDATE newsbot.sketch_days SET touched_at = touched_at - :since")
        connection.execute(moved, {"since": since})


def test_the_first_text_of_a_day_opens_it(engine: Engine) -> None:
    assert days(engine) == []
    store(engine, fetched(NOON))
    store(engine, fetched(NOON + 2 * SECOND, story("other")))
    assert days(engine) == [NOON.date()]
    assert rows(engine, "SELECT count(*) FROM newsbot.sketches_20260511") == [
        (2 * PARAMETERS.sketch_size,)
    ]


def test_texts_of_several_days_may_come_in_one_batch_in_any_order(engine: Engine) -> None:
    moments = [NOON, OLD_DAY, NOON + DAY, datetime(1998, 6, 1, tzinfo=UTC)]
    store(engine, *(fetched(at, story(str(at))) for at in moments))
    assert days(engine) == sorted(at.date() for at in moments)


def test_a_text_is_of_the_day_that_it_is_fetched_on_in_utc(engine: Engine) -> None:
    east = datetime.fromisoformat("2026-05-12T01:30:00+03:00")
    store(engine, fetched(east))
    assert days(engine) == [date(2026, 5, 11)]


def test_a_text_without_a_sketch_opens_no_day(engine: Engine) -> None:
    store(engine, fetched(NOON, cut(FERRY, 0, 19)))
    assert days(engine) == []


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize(
    ("apart", "kind"),
    [(LIMIT, Copy), (-LIMIT, Copy), (LIMIT + SECOND, New), (-LIMIT - SECOND, New)],
)
def test_similar_texts_are_copies_within_72_hours(
    engine: Engine, apart: timedelta, kind: type[Outcome], *, at_once: bool
) -> None:
    both = [fetched(NOON), fetched(NOON + apart, cut(FERRY, 0, 200), "post.example")]
    for batch in [both] if at_once else [both[:1], both[1:]]:
        outcomes = store(engine, *batch)
    assert type(outcomes[-1]) is kind


def test_a_copy_is_found_across_midnight(engine: Engine) -> None:
    midnight = datetime(2026, 5, 12, tzinfo=UTC)
    store(engine, fetched(midnight - SECOND))
    (outcome,) = store(engine, fetched(midnight, cut(FERRY, 0, 200), "post.example"))
    assert isinstance(outcome, Copy)
    assert len(days(engine)) == 2


def test_an_archive_finds_the_copies_of_its_own_time(engine: Engine) -> None:
    store(engine, fetched(NOON))
    outcomes = store(
        engine,
        fetched(OLD_DAY, cut(FERRY, 0, 220), "post.example"),
        fetched(OLD_DAY + DAY, cut(FERRY, 0, 200), "echo.example"),
    )
    assert [type(outcome) for outcome in outcomes] == [New, Copy]


def test_an_old_day_that_nobody_wrote_to_for_a_week_goes_when_a_day_is_opened(
    engine: Engine,
) -> None:
    store(engine, fetched(OLD_DAY))
    untouched_for(engine, sketch_days.UNTOUCHED + SECOND)
    store(engine, fetched(NOON, words(0, 99)))
    assert days(engine) == [NOON.date()]


def test_of_a_dropped_day_only_equal_texts_are_found(engine: Engine) -> None:
    store(engine, fetched(OLD_DAY))
    untouched_for(engine, sketch_days.UNTOUCHED + SECOND)
    store(engine, fetched(NOON, words(0, 99)))
    (similar,) = fingerprinted(engine, fetched(OLD_DAY, cut(FERRY, 0, 200), "post.example"))
    (equal,) = fingerprinted(engine, fetched(OLD_DAY, FERRY.upper(), "echo.example"))
    assert similar.match is None
    assert equal.match is not None


def test_an_old_day_stays_as_long_as_somebody_writes_to_it(engine: Engine) -> None:
    store(engine, fetched(OLD_DAY))
    untouched_for(engine, sketch_days.UNTOUCHED + SECOND)
    store(engine, fetched(OLD_DAY + SECOND, words(0, 99)))
    store(engine, fetched(NOON, story("other")))
    assert days(engine) == [OLD_DAY.date(), NOON.date()]


def test_an_old_day_stays_for_the_week(engine: Engine) -> None:
    store(engine, fetched(OLD_DAY))
    untouched_for(engine, sketch_days.UNTOUCHED - timedelta(minutes=5))
    store(engine, fetched(NOON, words(0, 99)))
    assert len(days(engine)) == 2


def test_a_day_within_the_window_is_never_dropped(engine: Engine) -> None:
    now = clock.now()
    store(engine, fetched(now - LIMIT + DAY))
    untouched_for(engine, 9 * sketch_days.UNTOUCHED)
    store(engine, fetched(now, words(0, 99)))
    assert len(days(engine)) == 2


def test_a_busy_table_delays_the_dropping_and_nothing_else(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sketch_days, "DROP_TIMEOUT", "20ms")
    store(engine, fetched(OLD_DAY))
    untouched_for(engine, sketch_days.UNTOUCHED + SECOND)
    with engine.begin() as busy:
        busy.execute(text("SELECT FROM newsbot.sketches LIMIT 1"))
        store(engine, fetched(NOON))
        (found,) = fingerprinted(engine, fetched(NOON, cut(FERRY, 0, 200), "post.example"))
        assert found.match is not None
        assert days(engine) == [OLD_DAY.date(), NOON.date()]
    store(engine, fetched(NOON + DAY, words(0, 99)))
    assert days(engine) == [NOON.date(), (NOON + DAY).date()]


def test_old_days_are_dropped_some_at_a_time(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each dropped day takes locks until the commit, and a server has only a few thousand."""
    monkeypatch.setattr(sketch_days, "MOST_DROPPED", 2)
    store(engine, *(fetched(OLD_DAY + number * DAY, story(str(number))) for number in range(3)))
    untouched_for(engine, 8 * DAY)
    store(engine, fetched(NOON))
    assert days(engine) == [(OLD_DAY + 2 * DAY).date(), NOON.date()]


def test_a_batch_of_an_archive_finds_copies_years_apart(engine: Engine) -> None:
    texts = [(OLD_DAY, FERRY), (NOON, story("other"))]
    store(engine, *(fetched(at, body) for at, body in texts))
    copies = [fetched(at + SECOND, cut(body, 0, 150)) for at, body in texts]
    assert [type(each) for each in store(engine, *copies)] == [Copy, Copy]
