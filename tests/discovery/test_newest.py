"""In which order the sitemaps of an index are read."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.discovery.listing import ChildSitemap
from newsbot.discovery.newest import newest_first

HOST = "https://gazette2019.example/"


def ordered(*names: str, **days: int) -> list[str]:
    """Names without their extension, in order; `days` are those of May that the index tells."""
    children = [
        ChildSitemap(
            url=f"{HOST}{name}",
            changed_at=datetime(2026, 5, days[name], tzinfo=UTC) if name in days else None,
        )
        for name in names
    ]
    return [child.url.removeprefix(HOST) for child in newest_first(children)]


def test_the_date_that_the_index_tells_comes_first():
    assert ordered("a", "b", "c", "d", b=2, c=3) == ["c", "b", "d", "a"]


@pytest.mark.parametrize(
    "names",
    [
        ["2025-12.xml", "2026-01.xml"],
        ["news-20260509.xml.gz", "news-20260511.xml.gz"],
        ["2026/04/sitemap.xml", "2026/05/sitemap.xml"],
        ["s.xml?yyyy=2025&mm=12&dd=31", "s.xml?yyyy=2026&mm=05&dd=11"],
        ["posts-2025.xml", "posts-2026.xml"],
        ["2026_05_01-99.xml", "2026_05_11-1.xml"],
    ],
)
def test_a_date_in_the_name_tells_the_newest_whichever_way_the_index_runs(names):
    assert ordered(*names) == ordered(*reversed(names)) == names[::-1]


def test_a_date_in_the_name_decides_between_those_of_one_day():
    names = [f"sitemap-2026-{month:02}.xml" for month in range(1, 6)]
    assert ordered(*names, **dict.fromkeys(names, 7)) == names[::-1]


def test_of_undated_ones_the_highest_number_is_the_newest():
    names = [f"post-sitemap{number}.xml" for number in (1, 10, 9, 2)]
    assert ordered(*names) == [f"post-sitemap{number}.xml" for number in (10, 9, 2, 1)]


def test_one_without_a_number_comes_before_numbered_ones():
    assert ordered("news.xml", "s1.xml", "s2.xml") == ["news.xml", "s2.xml", "s1.xml"]


def test_what_tells_nothing_is_read_from_the_end_of_the_index():
    assert ordered("politics.xml", "sports.xml", "arts.xml") == [
        "arts.xml",
        "sports.xml",
        "politics.xml",
    ]


@pytest.mark.parametrize("name", ["s-20261340.xml", "s-2026-02-31.xml", "s-99999999.xml"])
def test_what_is_no_date_is_none(name):
    assert ordered(name, "2020-01.xml")[0] == "2020-01.xml"


@given(st.lists(st.text(max_size=30)))
def test_no_name_raises_anything_and_none_is_lost(names):
    assert sorted(ordered(*names)) == sorted(names)
