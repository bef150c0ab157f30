"""In which order the sitemaps of an index are read."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.discovery.listing import ChildSitemap
from newsbot.discovery.newest import newest_first
from newsbot.discovery.sitemaps.named_dates import dated_name

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
    return [child.url.removeprefix(HOST) for child in newest_first(children).children]


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
        ["archivio-dicembre-2025.xml", "archivio-maggio-2026.xml"],
        ["2025/dez.xml", "2026/fev.xml", "2026/mar.xml"],
        ["2026-janv.xml", "2026-février.xml", "2026-août.xml"],
        ["2026-январь.xml", "2026-травень.xml", "2026-elokuu.xml"],
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


@pytest.mark.parametrize(
    "names",
    [
        ["sitemap-2026-w9.xml", "sitemap-2026-w19.xml"],
        ["2025-W52.xml", "2026-W01.xml"],
        ["s.xml?year=2026&week=18", "s.xml?year=2026&week=19"],
        ["2026/5/4.xml", "2026/5/11.xml", "2026/10/1.xml"],
        ["s.xml?year=2026&month=9", "s.xml?year=2026&month=10"],
        ["s-31-12-2025.xml", "s-04-05-2026.xml"],
        ["archive-december-2025.xml", "archive-may-2026.xml"],
        ["2026-apr.xml", "2026-may.xml"],
        ["202512.xml.gz", "202601.xml.gz"],
        ["posts-2025-3.xml", "posts-2025-13.xml", "posts-2026-1.xml"],
        ["2026-05-04-2.xml", "2026-05-04-10.xml"],
        ["s-1999.xml", "s-2000.xml", "s-2099.xml", "s-2500.xml"],
        ["s.xml?p=9&y=2026&m=04", "s.xml?p=1&y=2026&m=05"],
    ],
)
def test_dates_and_numbers_in_names_are_read_in_many_spellings(names):
    assert ordered(*names) == ordered(*reversed(names)) == names[::-1]


def test_the_sitemap_without_a_date_beside_dated_ones_is_the_current_one():
    assert ordered("2026-05.xml", "news.xml", "2026-04.xml")[0] == "news.xml"


def test_dates_that_a_generator_states_while_it_runs_say_nothing():
    children = [
        ChildSitemap(
            url=f"{HOST}s{number}.xml", changed_at=datetime(2026, 5, 1, 8, 9 - number, tzinfo=UTC)
        )
        for number in range(1, 4)
    ]
    order = newest_first(children)
    assert [child.url[-5:] for child in order.children] == ["3.xml", "2.xml", "1.xml"]
    assert order.basis == "numbers in names"


@pytest.mark.parametrize(
    ("basis", "names", "days"),
    [
        ("stated dates", ["a.xml", "b.xml"], [1, 2]),
        ("dates in names", ["2026-04.xml", "2026-05.xml"], [None, None]),
        ("numbers in names", ["s1.xml", "s2.xml"], [3, 3]),
        ("order of the index", ["a.xml", "b.xml"], [None, None]),
    ],
)
def test_the_order_says_what_it_rests_on(basis, names, days):
    children = [
        ChildSitemap(url=HOST + name, changed_at=day and datetime(2026, 5, day, tzinfo=UTC))
        for name, day in zip(names, days, strict=True)
    ]
    assert newest_first(children).basis == basis


@pytest.mark.parametrize("name", ["market", "style", "magazine", "general", "outdoor", "decor"])
def test_a_word_that_begins_like_a_month_is_none(name):
    dated = dated_name(f"/sitemap-{name}-2026.xml")
    assert dated is not None
    assert dated.end - dated.moment == timedelta(days=365)


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("/archive/2026/5?", 31),
        ("/archive/2026/5/?page=2", 31),
        ("/archive?date=2026-5", 31),
        ("/archive?date=2026-5&page=2", 31),
        ("/sitemap?year=2026&month=5", 31),
        ("/sitemap?yyyy=2026&m=5&d=4", 1),
        ("/sitemap?archive_year=2026&archive_month=5", 31),
        ("/sitemap?anno=2026&mese=5&giorno=4", 1),
        ("/sitemap?jaar=2026&maand=05&dag=04", 1),
        ("/sitemap?year=2026&page=2", 365),
        ("/sitemap?year=2026&page=10", 365),
        ("/sitemap?yyyy=2026&offset=5", 365),
        ("/sitemap?date=2026-05&limit=10", 31),
        ("/sitemap?from=2026-05&n=3", 31),
        ("/sitemap-2026-5.xml?", 365),
    ],
)
def test_a_month_of_one_digit_counts_where_it_is_no_part_number(name, days):
    dated = dated_name(name)
    assert dated is not None
    assert dated.end - dated.moment == timedelta(days=days)
