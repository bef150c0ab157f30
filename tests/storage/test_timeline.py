"""The same pages give the same versions, in whatever order and batches they are stored."""

import random
from datetime import datetime, timedelta
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from newsbot.storage.versions.amending import as_version
from newsbot.storage.versions.timeline import Timeline, Version
from tests.storage.making import NOON, article, fingerprinted_alone, story

HOUR = timedelta(hours=1)
PAGES = st.lists(
    st.tuples(st.integers(0, 60), st.sampled_from("ABC"), st.booleans()),
    min_size=1,
    unique_by=lambda page: page[0],
)
"""The hour of each, its text, later letters of longer ones, and whether it is partial."""

Pages = list[tuple[int, str, bool]]


def placed(pages: Pages) -> Timeline:
    timeline = Timeline()
    for each in pages:
        place(timeline, page(*each))
    return timeline


def place(timeline: Timeline, page: Version) -> tuple[Version, ...]:
    return timeline.place(page, lambda _: False).further


def page(hour: int, name: str, is_partial: bool = False) -> Version:  # noqa: FBT001, FBT002 - of a tuple
    fields = {"fetched_at": NOON + hour * HOUR, "is_partial": is_partial}
    return as_version(fingerprinted_alone(article("a", text_of(name), **fields)))


def text_of(name: str) -> str:
    return story(name, 20 + ord(name[0]))


def shown(timeline: Timeline) -> list[tuple[bytes, datetime, datetime, bool]]:
    return [
        (each.columns["text_sha256"], each.first, each.last, each.is_current)
        for each in timeline.versions
    ]


def runs(pages: Pages) -> list[tuple[str, list[int]]]:
    """The whole texts in order, with the hours of their fetches; if none is, the longest part."""
    whole = [page for page in pages if not page[2]]
    longest = max(name for _, name, _ in pages)
    counted = whole or [page for page in pages if page[1] == longest]
    return [
        (name, [hour for hour, *_ in its])
        for name, its in groupby(sorted(counted), key=lambda page: page[1])
    ]


@given(pages=PAGES, seed=st.integers())
def test_any_order_of_the_same_pages_gives_the_same_versions(pages: Pages, seed: int) -> None:
    shuffled = random.Random(seed).sample(pages, len(pages))  # noqa: S311 - the order only
    expected = [
        (page(0, name).columns["text_sha256"], NOON + hours[0] * HOUR, NOON + hours[-1] * HOUR)
        for name, hours in runs(pages)
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
