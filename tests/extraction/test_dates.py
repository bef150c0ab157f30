"""When an article was published and changed, by which place, and on which day there."""

from datetime import UTC, date, datetime

import pytest

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
    ],
)
def test_a_date_becomes_utc_with_the_precision_it_was_written_in(
    written: str, published_at: datetime, precision: str
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


@pytest.mark.parametrize("part", ["mayor/03", "2024/ju/03", "feb/30"])
def test_a_url_with_a_word_that_is_no_month_or_without_such_a_day_has_no_date(
    part: str,
) -> None:
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


def test_the_day_of_publication_is_the_publishers_own() -> None:
    night = datetime(2024, 5, 3, 4, 30, tzinfo=UTC)
    there = stored_article("a", published_at=night, published_offset_minutes=-300)
    assert there.published_day == date(2024, 5, 2)
    assert stored_article("a", published_at=night).published_day == date(2024, 5, 3)
    assert stored_article("a").published_day is None
