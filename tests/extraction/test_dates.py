"""When an article was published and changed, by which place, and on which day there."""

from datetime import UTC, date, datetime

import pytest
from lxml.html import fromstring

from newsbot.extraction.metadata.times.clocks import page_offset
from newsbot.items import Link
from tests.extraction.making import URL, article, json_ld, meta, metadata
from tests.storage.making import article as stored_article

HINT = Link(url=URL, published_at=datetime(2024, 5, 2, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("written", "published_at", "precision"),
    [
        ("2024-05-03T10:20:30+02:00", datetime(2024, 5, 3, 8, 20, 30, tzinfo=UTC), "second"),
        ("2024-05-03 10:20 +0200", datetime(2024, 5, 3, 8, 20, tzinfo=UTC), "minute"),
        ("Fri, 03 May 2024 10:20:30 GMT", datetime(2024, 5, 3, 10, 20, 30, tzinfo=UTC), "second"),
        ("2024-05-03T10:20:30", datetime(2024, 5, 3, 10, 20, 30, tzinfo=UTC), "second"),
        ("2024-05-03", datetime(2024, 5, 3, tzinfo=UTC), "day"),
        ("2024-05-03T00:00:00+02:00", datetime(2024, 5, 3, tzinfo=UTC), "day"),
        (1714724430000, datetime(2024, 5, 3, 8, 20, 30, tzinfo=UTC), "second"),
        (1714724430, datetime(2024, 5, 3, 8, 20, 30, tzinfo=UTC), "second"),
        ("/Date(1714724430000+0200)/", datetime(2024, 5, 3, 8, 20, 30, tzinfo=UTC), "second"),
        ("20240503102030", datetime(2024, 5, 3, 10, 20, 30, tzinfo=UTC), "second"),
        (
            "Fri May 03 2024 10:20:30 GMT+0200 (Central European Summer Time)",
            datetime(2024, 5, 3, 8, 20, 30, tzinfo=UTC),
            "second",
        ),
        ("Fri May  3 10:20:30 CEST 2024", datetime(2024, 5, 3, 8, 20, 30, tzinfo=UTC), "second"),
        ("May 3, 2024 10:20 p.m. EDT", datetime(2024, 5, 4, 2, 20, tzinfo=UTC), "minute"),
        (
            "2024-05-03T10:20:30+02:00[Europe/Rome]",
            datetime(2024, 5, 3, 8, 20, 30, tzinfo=UTC),
            "second",
        ),
        ("2567-05-03T10:20:30+07:00", datetime(2024, 5, 3, 3, 20, 30, tzinfo=UTC), "second"),
        ("May 3, 2024 10:20 PM", datetime(2024, 5, 3, tzinfo=UTC), "day"),
        ("2024/05/03 10:20:30", datetime(2024, 5, 3, tzinfo=UTC), "day"),
    ],
)
def test_a_date_becomes_utc_with_the_precision_it_was_written_in(
    written: str | int, published_at: datetime, precision: str
) -> None:
    found = article(json_ld(datePublished=written))
    assert (found.published_at, found.published_precision) == (published_at, precision)


@pytest.mark.parametrize(
    "written", ["2024-02-30", "0001-01-01T00:00:00Z", "2024-06-17T13:00:00Z", "two hours ago", ""]
)
def test_no_date_is_invented(written: str) -> None:
    found = metadata(json_ld(datePublished=written) + "<title>© 2024 Talpresse</title>")
    assert found.published_at is None


@pytest.mark.parametrize(
    ("head", "above", "url", "source"),
    [
        (json_ld(datePublished="2024-05-03"), "", URL, "json-ld"),
        (meta(article__published_time="2024-05-03"), "", URL, "meta:article:published_time"),
        ("", '<i itemprop="datePublished" content="2024-05-03">3 May</i>', URL, "microdata"),
        ("", '<h1>Oven</h1><time datetime="2024-05-03">3 May</time>', URL, "time-element"),
        ("", "", "https://paper.example/2024/05/03/oven", "url"),
        ("", "", "https://paper.example/news/20240503-oven", "url"),
        ("", "", "https://paper.example/2024/may/03/oven", "url"),
        ("", "", "https://paper.example/2024/May/3/oven", "url"),
        ("", "", "https://paper.example/1999/world/10/2024/05/03/oven", "url"),
        ("", "<h1>Bakery opens at five</h1><p>Published on 3 May 2024</p>", URL, "text"),
    ],
)
def test_a_date_keeps_the_place_that_names_it(head: str, above: str, url: str, source: str) -> None:
    found = metadata(head, above=above, url=url)
    assert found.published_at == datetime(2024, 5, 3, tzinfo=UTC)
    assert found.published_source == source


@pytest.mark.parametrize(
    "part",
    ["mayor/03", "2024/ju/03", "feb/30", "05/03-walks", "05/92713", "05", "05/3rd", "05-12-walks"],
)
def test_a_url_without_a_day_that_is_a_whole_segment_has_no_date(part: str) -> None:
    assert metadata(url=f"https://paper.example/2024/{part}/oven").published_at is None


def test_what_the_page_says_of_its_date_goes_before_what_its_source_says() -> None:
    stated = metadata(meta(article__published_time="2024-05-03T10:20:30Z"), link=HINT)
    hinted = metadata(link=HINT, url="https://paper.example/2024/05/04/oven")
    assert stated.published_source == "meta:article:published_time"
    assert (hinted.published_at, hinted.published_source) == (HINT.published_at, "feed")


@pytest.mark.parametrize(
    "elsewhere",
    [
        '<time datetime="2024-05-03">Updated 3 May</time>',
        '<time class="modified" datetime="2024-05-03">3 May</time>',
        '<ul><li><a href="/b">Old mill is for sale again</a> <time datetime="2024-05-03"></ul>',
        '<aside><time itemprop="datePublished" datetime="2024-05-03"></time></aside>',
    ],
)
def test_times_of_changes_and_of_other_articles_are_no_publication(elsewhere: str) -> None:
    found = metadata(above=f"<h1>Oven arrives</h1>{elsewhere}")
    assert found.published_source in (None, "text")


def test_publication_and_change_are_kept_apart() -> None:
    head = json_ld(datePublished="2024-05-03T10:00:00Z") + meta(
        article__modified_time="2024-05-04T10:00:00Z"
    )
    found = metadata(head)
    assert found.published_at is not None
    assert found.modified_at is not None
    assert (found.published_at.day, found.modified_at.day) == (3, 4)
    assert found.modified_source == "meta:article:modified_time"


def test_a_change_before_the_publication_is_not_believed() -> None:
    published, earlier = "2024-05-03T10:00:00Z", "2024-05-01T10:00:00Z"
    assert metadata(json_ld(datePublished=published, dateModified=earlier)).modified_at is None


@pytest.mark.parametrize(
    ("written", "shown", "minutes"),
    [
        ("2024-05-03T23:30:00-05:00", "", -300),
        ("2024-05-03T04:30:00+05:30", "", 330),
        ("2024-05-03T04:30:00+00:00", "", 0),
        ("2024-05-03T04:30:00Z", "", None),
        ("2024-05-03", "", None),
        ("2024-05-03T04:30:09Z", '<time datetime="2024-05-02T23:30:09-05:00">', -300),
        ("2024-05-03T04:30:09Z", '<time datetime="2024-05-02 23:30:09">', -300),
        ("2024-05-03T04:30:09Z", '<p class="date">May 2, 2024, 11:30 p.m. EST</p>', -300),
        ("2024-05-03T22:03:00Z", '<p class="published">4 May 2024 - 8.03AM</p>', 600),
        ("2024-05-03T04:30:09Z", '<p class="date">May 3, 2024, 11:30 p.m.</p>', None),
        ("2024-05-03T04:30:09Z", '<time datetime="2024-05-02T22:10:00-05:00">', None),
    ],
)
def test_the_offset_is_the_pages_own_or_what_its_clock_shows(
    written: str, shown: str, minutes: int | None
) -> None:
    found = metadata(json_ld(datePublished=written), above=f"<h1>Oven</h1>{shown}")
    assert found.published_offset_minutes == minutes


def test_a_comment_in_escaped_markup_does_not_hide_when_an_article_was_published() -> None:
    escaped = "<div>&lt;p>One.&lt;/p>&lt;!-- c -->&lt;p>Two.&lt;/p></div>"
    found = metadata(json_ld(datePublished="2024-05-03T04:30:09Z"), body=escaped)
    assert found.published_at == datetime(2024, 5, 3, 4, 30, 9, tzinfo=UTC)


def test_the_local_time_is_found_beside_a_comment() -> None:
    page = fromstring('<div><!-- c --><p class="date">May 2, 2024, 11:30 p.m.</p></div>')
    assert page_offset(page, datetime(2024, 5, 3, 4, 30, tzinfo=UTC)) == -300


def test_the_day_of_publication_is_the_publishers_own() -> None:
    night = datetime(2024, 5, 3, 4, 30, tzinfo=UTC)
    there = stored_article("a", published_at=night, published_offset_minutes=-300)
    assert there.published_day == date(2024, 5, 2)
    assert stored_article("a", published_at=night).published_day == date(2024, 5, 3)
    assert stored_article("a").published_day is None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("publish-date", "2024-05-03"),
        ("publication_date", "2024-05-03"),
        ("OriginalPublicationDate", "2024/05/03 08:15:00"),
        ("DC.date.issued", "2024-05-03"),
        ("dcterms.created", "03.05.2024"),
        ("sailthru.date", "Fri, 03 May 2024 00:00:00 +0200"),
        ("parsely-pub-date", "3 May 2024"),
        ("article.published", "20240503"),
        ("citation_publication_date", "2024/05/03"),
        ("pubdate", "May 3, 2024"),
    ],
)
def test_a_date_in_a_meta_tag_is_read_whatever_the_tag_is_called(name: str, content: str) -> None:
    head = (
        f'<meta name="{name}" content="{content}"><meta name="created-date" content="2024-05-01">'
    )
    found = metadata(head)
    assert found.published_at == datetime(2024, 5, 3, tzinfo=UTC)
    assert found.published_source == f"meta:{name.lower()}"


@pytest.mark.parametrize(
    ("written", "twin", "minutes"),
    [
        ("2024-05-03T10:15:00", "2024-05-03T10:15:00+02:00", 120),
        ("2024-05-03T10:15:00", "2024-05-03T08:15:00Z", 120),
        ("2024-05-03", "2024-05-03T10:15:00+02:00", 120),
        ("2024-05-03T13:45:00", "2024-05-03T08:15:00+00:00", 330),
    ],
)
def test_a_date_without_a_zone_is_the_same_moment_as_its_twin_with_a_zone(
    written: str, twin: str, minutes: int
) -> None:
    eight = datetime(2024, 5, 3, 8, 15, tzinfo=UTC)
    stated = metadata(json_ld(datePublished=written) + meta(article__published_time=twin))
    shown = metadata(
        json_ld(datePublished=written), above=f"<h1>A</h1><time datetime={twin}></time>"
    )
    for found in (stated, shown):
        moment = (found.published_at, found.published_offset_minutes, found.published_source)
        assert moment == (eight, minutes, "json-ld")


def test_a_date_without_a_zone_is_in_the_zone_of_the_change() -> None:
    dates = {"datePublished": "2024-05-03T10:15:00", "dateModified": "2024-05-03T12:00:00+02:00"}
    assert metadata(json_ld(**dates)).published_at == datetime(2024, 5, 3, 8, 15, tzinfo=UTC)


def test_another_moment_is_no_twin() -> None:
    head = json_ld(datePublished="2024-05-03T10:15:00") + meta(
        article__published_time="2024-05-03T10:19:00+02:00"
    )
    assert metadata(head).published_at == datetime(2024, 5, 3, 10, 15, tzinfo=UTC)
