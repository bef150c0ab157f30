"""Which articles and pages of an archive lie in the period of a backfill."""

from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest

from newsbot.discovery.backfill.articles import assumed_date, chosen_articles
from newsbot.discovery.backfill.dates import date_of_article, same_page_on_other_dates
from newsbot.discovery.backfill.pages import MAX_DATES, first_pages, pages_below
from newsbot.discovery.listing import ChildSitemap, Listing
from newsbot.discovery.section import parse_section
from newsbot.items import BackfillPage, Link, Period

SITE = "https://gazette.example"
INDEX = f"{SITE}/sitemap.xml"
SPRING = Period(
    since=datetime(2026, 3, 1, tzinfo=UTC), until=datetime(2026, 5, 31, 23, 59, tzinfo=UTC)
)


def day(month: int, date: int = 1) -> datetime:
    return datetime(2026, month, date, tzinfo=UTC)


def month_page(month: int) -> BackfillPage:
    url = f"{SITE}/sitemap-2026-{month:02}.xml"
    return BackfillPage(
        url=url, source_url=INDEX, depth=1, begins_at=day(month), ends_at=day(month + 1)
    )


@pytest.mark.parametrize(
    ("path", "begin"),
    [
        ("/2026/05/04/mill", day(5, 4)),
        ("/2026/5/4/mill", day(5, 4)),
        ("/news/2026-05-04-mill", day(5, 4)),
        ("/mill_20260504.html", day(5, 4)),
        ("/2026/05/mill", day(5)),
        ("/the-best-films-of-2019-10", None),
        ("/mill-2026050412", None),
        ("/2026/budget", None),
    ],
)
def test_days_and_months_in_urls_of_articles_are_dates(path, begin):
    found = date_of_article(SITE + path)
    assert (None if found is None else found.begin) == begin


def test_the_publication_counts_then_the_url_then_the_last_change():
    links = [
        Link(url=f"{SITE}/a", published_at=day(4), changed_at=day(9)),
        Link(url=f"{SITE}/b", published_at=day(2), changed_at=day(4)),
        Link(url=f"{SITE}/2026/04/02/c", changed_at=day(9)),
        Link(url=f"{SITE}/2025/04/02/d", changed_at=day(4)),
        Link(url=f"{SITE}/e", changed_at=day(4)),
        Link(url=f"{SITE}/f", changed_at=day(2)),
    ]
    chosen = chosen_articles(links, BackfillPage(url=INDEX, source_url=INDEX), SPRING)
    assert [each.link.url[-1] for each in chosen.links] == ["a", "c", "e"]
    assert (chosen.passed_over, chosen.undated, chosen.first_at) == (3, 0, day(4) - 364 * DAY)


DAY = timedelta(days=1)


def test_a_change_after_the_month_of_a_sitemap_does_not_date_its_articles():
    links = [Link(url=f"{SITE}/a", changed_at=day(9)), Link(url=f"{SITE}/b")]
    chosen = chosen_articles(links, month_page(4), SPRING)
    assert [each.assumed_at for each in chosen.links] == [day(4), day(4)]
    assert (chosen.passed_over, chosen.undated, chosen.last_at) == (0, 2, None)


def test_sitemaps_whose_names_or_last_changes_lie_outside_are_left_out():
    named = [f"{SITE}/sitemap-2026-{month:02}.xml" for month in range(1, 9)]
    numbered = {f"{SITE}/pages.xml": day(2), f"{SITE}/posts.xml": day(8)}
    children = [ChildSitemap(url=url, changed_at=None) for url in named]
    children += [ChildSitemap(url=url, changed_at=at) for url, at in numbered.items()]
    page = BackfillPage(url=INDEX, source_url=INDEX)
    nothing = chosen_articles((), page, SPRING)
    found = pages_below(Listing(links=(), children=tuple(children)), page, nothing, SPRING)
    assert {each.url for each in found.pages} == {*named[2:5], f"{SITE}/posts.xml"}
    assert found.outside == 6


def test_a_section_page_of_a_day_stands_for_all_days_of_the_period():
    url = f"{SITE}/archive/2026/05/04"
    pages = first_pages(url, "section", SPRING).pages
    assert [page.url for page in pages[:2]] == [
        f"{SITE}/archive/2026/05/31",
        f"{SITE}/archive/2026/05/30",
    ]
    assert len(pages) == 92
    assert (pages[-1].url, pages[-1].begins_at) == (f"{SITE}/archive/2026/03/01", day(3))


@pytest.mark.parametrize(
    ("path", "second"),
    [
        ("/archive/2026/5/4", "/archive/2026/5/30"),
        ("/archive/20260504.html", "/archive/20260530.html"),
        ("/archive?date=2026-05-04&view=list", "/archive?date=2026-05-30&view=list"),
        ("/2026/05/", "/2026/04/"),
        ("/archive/2026.5", "/archive/2026.4"),
    ],
)
def test_dates_are_written_as_in_the_url(path, second):
    found = [url for url, _ in islice(same_page_on_other_dates(SITE + path, SPRING), 2)]
    assert found[1] == SITE + second


def test_a_section_page_without_a_date_is_read_itself():
    chosen = first_pages(f"{SITE}/world", "section", SPRING)
    assert [each.url for each in chosen.pages] == [f"{SITE}/world"]


@pytest.mark.parametrize(("since", "left_out"), [(2015, 169), (1, 42_172)])
def test_days_beyond_the_limit_are_told(since, left_out):
    period = Period(since=datetime(since, 1, 1, tzinfo=UTC), until=SPRING.until)
    chosen = first_pages(f"{SITE}/archive/2026/05/04", "section", period)
    assert (len(chosen.pages), chosen.left_out) == (MAX_DATES, left_out)


def test_days_of_the_period_on_an_archive_page_are_read():
    links = "".join(
        f"<li><a href='/archive/2026/{month:02}/'>{month}</a></li>" for month in range(1, 13)
    )
    html = f"<html><body><ul>{links}</ul></body></html>".encode()
    page = BackfillPage(url=f"{SITE}/archive/", source_url=f"{SITE}/archive/")
    listing = parse_section(html, page.url, "text/html")
    found = pages_below(listing, page, chosen_articles((), page, SPRING), SPRING)
    assert [each.url[-4:] for each in found.pages] == ["/03/", "/04/", "/05/"]


def test_older_pages_are_read_until_all_articles_are_older():
    page = BackfillPage(url=f"{SITE}/world", source_url=f"{SITE}/world")
    for month, goes_on in ((4, True), (2, False)):
        links = (Link(url=f"{SITE}/2026/{month:02}/02/mill"),)
        listing = Listing(links=links, next_page=f"{SITE}/world?page=2")
        found = pages_below(listing, page, chosen_articles(links, page, SPRING), SPRING)
        assert [each.number for each in found.pages] == ([2] if goes_on else [])


def test_articles_of_past_months_are_not_taken_for_news_of_the_day():
    now = day(6, 10)
    link = Link(url=f"{SITE}/mill", changed_at=day(6, 9))
    assert assumed_date(link, month_page(5).url, now) == day(5)
    assert assumed_date(link, month_page(6).url, now) is None
    assert assumed_date(link, INDEX, now) is None
