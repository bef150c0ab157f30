"""The same pages give the same versions, in whatever order and batches they are stored."""

import random
from datetime import datetime, timedelta
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from newsbot.storage.amending import as_version
from newsbot.storage.timeline import Timeline, Version
from tests.storage.making import NOON, article, fingerprinted_alone, story

HOUR = timedelta(hours=1)
PAGES = st.lists(
    st.tuples(st.integers(0, 60), st.sampled_from("ABC")),
    min_size=1,
    unique_by=lambda page: page[0],
)

Pages = list[tuple[int, str]]


def placed(pages: Pages) -> Timeline:
    timeline = Timeline()
    for hour, name in pages:
        place(timeline, page(hour, name))
    return timeline


def place(timeline: Timeline, page: Version) -> tuple[Version, ...]:
    return timeline.place(page, lambda _: False).further


def page(hour: int, name: str) -> Version:
    fetched_at = NOON + hour * HOUR
    return as_version(fingerprinted_alone(article("a", story(name), fetched_at=fetched_at)))


def shown(timeline: Timeline) -> list[tuple[bytes, datetime, datetime, bool]]:
    return [
        (each.columns["text_sha256"], each.first, each.last, each.is_current)
        for each in timeline.versions
    ]


def runs(pages: Pages) -> list[tuple[str, int, int]]:
    """The texts of pages in order, with the hours of their first and last fetch."""
    found = []
    for name, its in groupby(sorted(pages), key=lambda page: page[1]):
        hours = [hour for hour, _ in its]
        found.append((name, hours[0], hours[-1]))
    return found


@given(pages=PAGES, seed=st.integers())
def test_any_order_of_the_same_pages_gives_the_same_versions(pages: Pages, seed: int) -> None:
    shuffled = random.Random(seed).sample(pages, len(pages))  # noqa: S311 - the order only
    expected = [
        (page(0, name).columns["text_sha256"], NOON + first * HOUR, NOON + last * HOUR)
        for name, first, last in runs(pages)
    ]
    found = shown(placed(shuffled))
    assert [each[:3] for each in found] == expected
    assert [is_current for *_, is_current in found] == [*[False] * (len(found) - 1), True]


@given(pages=PAGES)
def test_pages_that_are_read_twice_give_nothing_the_second_time(pages: Pages) -> None:
    timeline = placed(pages)
    before = shown(timeline)
    assert [place(timeline, page(*each)) for each in pages] == [()] * len(pages)
    assert shown(timeline) == before
