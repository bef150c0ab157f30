"""Metadata that changes at the same text is kept and told; what a page leaves out stays."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from newsbot.items import Amended, Article, Revised, Unchanged
from tests.storage.making import NOON, article, rows, store

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CHANGES = "SELECT op FROM news.changes ORDER BY change_id"
AMENDMENTS = "SELECT before, after FROM newsbot.amendments ORDER BY id"
DATED: dict[str, Any] = {"published_at": NOON, "published_precision": "second"}
PAGE = "https://gazette.example/ferry"


def looks(engine: Engine, *pages: dict[str, Any]) -> list[object]:
    """The same address with these fields, an hour after the other."""
    return [
        outcome
        for hour, fields in enumerate(pages)
        for outcome in store(engine, article("a", **{"fetched_at": NOON + hour * HOUR} | fields))
    ]


def test_an_author_added_later_is_kept_and_told(engine: Engine) -> None:
    outcomes = looks(engine, {}, {"authors": ("Ada Holm",)})
    assert outcomes[1] == Amended(article_id=1)
    shown = "SELECT authors, version, updated_at = newsbot.now() FROM news.articles"
    assert rows(engine, shown)[0][:2] == (["Ada Holm"], 1)
    assert rows(engine, AMENDMENTS) == [({"authors": []}, {"authors": ["Ada Holm"]})]
    assert rows(engine, CHANGES) == [("insert",), ("update",)]


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("credits", ("Reuters",), ("AP",)),
        ("is_paywalled", False, True),
        ("is_paywalled", True, False),
        ("language", "en", "cy"),
        ("section", "Harbour", "News"),
        ("canonical_url", None, PAGE),
    ],
)
def test_each_field_that_readers_compare_is_told(
    engine: Engine, name: str, before: object, after: object
) -> None:
    looks(engine, {name: before}, {name: after})
    as_json = [list(each) if isinstance(each, tuple) else each for each in (before, after)]
    assert rows(engine, AMENDMENTS) == [({name: as_json[0]}, {name: as_json[1]})]


def test_other_fields_are_kept_and_not_told(engine: Engine) -> None:
    later = {
        "subtitle": "From Monday", "tags": ("ferry",), "summary": "It sails.", "charset": "utf-8",
        "image_url": "https://gazette.example/f.jpg", "modified_at": NOON, "based_on": PAGE,
    }  # fmt: skip
    assert looks(engine, {}, later)[1] == Unchanged(article_id=1)
    names = "subtitle, tags, summary, charset, image_url, modified_at"
    shown = rows(engine, f"SELECT {names}, updated_at < fetched_at FROM news.articles")  # noqa: S608 - ours
    assert shown[0][:3] == ("From Monday", ["ferry"], "It sails.")
    assert rows(engine, CHANGES) == [("insert",)]
    assert rows(engine, AMENDMENTS) == []


def test_four_looks_at_an_unchanged_page_tell_nothing(engine: Engine) -> None:
    fields = DATED | {"authors": ("Ada Holm",), "section": "Harbour", "is_paywalled": False}
    looks(engine, *[fields] * 5)
    assert rows(engine, CHANGES) == [("insert",)]


def test_what_a_page_leaves_out_erases_nothing(engine: Engine) -> None:
    full = DATED | {
        "authors": ("Ada Holm",), "language": "en", "section": "Harbour", "is_paywalled": True,
        "canonical_url": PAGE, "tags": ("ferry",), "modified_at": NOON,
    }  # fmt: skip
    assert looks(engine, full, {})[1] == Unchanged(article_id=1)
    names = "authors, language, section, is_paywalled, canonical_url, tags, published_at"
    assert rows(engine, f"SELECT {names} FROM news.articles") == [  # noqa: S608 - ours
        (["Ada Holm"], "en", "Harbour", True, PAGE, ["ferry"], NOON)
    ]


def test_the_same_url_with_a_tracking_parameter_is_not_told(engine: Engine) -> None:
    looks(engine, {"canonical_url": PAGE}, {"canonical_url": f"{PAGE}?utm_source=feed"})
    assert rows(engine, CHANGES) == [("insert",)]


def dated(source: str, at: datetime) -> dict[str, Any]:
    return DATED | {"published_source": source, "published_at": at}


@pytest.mark.parametrize(
    ("first", "second", "is_taken"),
    [
        ("meta:date", "meta:date", True),
        ("text", "json-ld", True),
        ("json-ld", "url", False),
        ("feed", "time-element", False),
        ("feed", "feed", False),
        ("text", "text", False),
    ],
)
def test_a_date_gives_way_to_one_of_a_better_place_only(
    engine: Engine, first: str, second: str, *, is_taken: bool
) -> None:
    earlier, later = NOON - DAY, NOON - HOUR
    looks(engine, dated(first, earlier), dated(second, later))
    shown = "SELECT published_at, published_source FROM news.articles"
    expected = (later, second) if is_taken else (earlier, first)
    assert rows(engine, shown) == [expected]
    assert len(rows(engine, CHANGES)) == 1 + is_taken


def test_an_amendment_says_times_in_utc(engine: Engine) -> None:
    looks(engine, dated("meta:date", NOON), dated("meta:date", NOON - HOUR))
    assert rows(engine, AMENDMENTS) == [
        (
            {"published_at": "2026-05-11T12:00:00+00:00"},
            {"published_at": "2026-05-11T11:00:00+00:00"},
        )
    ]


def test_a_later_release_that_reads_other_metadata_in_the_same_page_amends_it(
    engine: Engine,
) -> None:
    store(engine, article("a"))
    again = article("a", authors=("Ada Holm",), extractor_version="2")
    assert store(engine, again) == [Amended(article_id=1)]
    assert rows(engine, "SELECT authors, extractor_version FROM news.articles") == [
        (["Ada Holm"], "2")
    ]
    assert store(engine, again) == [Unchanged(article_id=1)]


SIGNED: dict[str, Any] = {"authors": ("Ada Holm",), **DATED, "published_source": "meta:date"}


def test_what_an_older_page_alone_says_is_kept_and_told(engine: Engine) -> None:
    outcomes = looks(engine, {}, {"fetched_at": NOON - DAY, **SIGNED})
    assert outcomes[1] == Amended(article_id=1)
    assert rows(engine, "SELECT authors, published_at FROM news.articles") == [(["Ada Holm"], NOON)]
    assert rows(engine, CHANGES) == [("insert",), ("update",)]
    assert store(engine, article("a", fetched_at=NOON - DAY, **SIGNED)) == [Unchanged(article_id=1)]


def test_what_an_older_page_says_never_replaces_what_a_later_one_said(engine: Engine) -> None:
    later = {"authors": ("Ada Holm",), "section": "Harbour", "tags": ("ferry",)}
    older = {"authors": ("Bo Reed",), "section": "News", "tags": ("boat",), "title": "Fery sails"}
    outcomes = looks(engine, later, {"fetched_at": NOON - HOUR, **older})
    assert outcomes[1] == Unchanged(article_id=1)
    shown = "SELECT authors, section, tags, title FROM news.articles"
    assert rows(engine, shown) == [(["Ada Holm"], "Harbour", ["ferry"], "Ferry sails again")]


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        (("meta:date", "json-ld"), "json-ld"),
        (("json-ld", "meta:date"), "json-ld"),
        (("text", "text"), "text"),
        (("meta:date", "meta:date"), "meta:date"),
        (("feed", "feed"), "feed"),
    ],
)
def test_two_pages_give_the_same_date_in_either_order(
    engine: Engine, sources: tuple[str, str], expected: str
) -> None:
    pages = [
        {"fetched_at": NOON + n * DAY, **dated(source, NOON + n * HOUR)}
        for n, source in enumerate(sources)
    ]
    looks(engine, *pages)
    looks(engine, *({**each, "url": "https://gazette.example/b"} for each in reversed(pages)))
    found = rows(engine, "SELECT published_source, published_at FROM news.all_articles")
    assert found[0] == found[1]
    assert found[0][0] == expected


def headlines(engine: Engine, *pages: tuple[timedelta, str]) -> list[object]:
    return looks(engine, *({"fetched_at": NOON + at, "title": title} for at, title in pages))


def test_a_headline_that_alternates_makes_one_version_a_day_and_the_last_one_shows(
    engine: Engine,
) -> None:
    titles = ["Ferry sails", "Why the ferry sails"] * 10
    headlines(engine, *((5 * n * HOUR, title) for n, title in enumerate(titles)))
    versions = rows(engine, "SELECT valid_from FROM news.article_versions ORDER BY 1")
    assert versions == [(NOON + 5 * n * HOUR,) for n in (0, 5, 10, 15)]
    assert rows(engine, "SELECT title FROM news.articles") == [(titles[-1],)]
    assert len(rows(engine, CHANGES)) == 8


def test_a_headline_that_is_taken_back_within_a_day_leaves_one_version(engine: Engine) -> None:
    titles = {0 * HOUR: "Ferry sails", 96 * HOUR: "Fery sails", 119 * HOUR: "Ferry sails"}
    headlines(engine, *titles.items())
    shown = "SELECT title, valid_from, valid_to, is_current FROM news.article_versions"
    assert rows(engine, shown) == [("Ferry sails", NOON, None, True)]


def test_a_corrected_headline_is_told_and_its_article_found_unchanged_after(
    engine: Engine,
) -> None:
    outcomes = headlines(engine, (0 * HOUR, "Fery sails"), (HOUR, "Ferry sails"))
    assert outcomes[1] == Amended(article_id=1)
    assert rows(engine, AMENDMENTS) == [({"title": "Fery sails"}, {"title": "Ferry sails"})]
    again = headlines(
        engine, (2 * HOUR, "Ferry sails"), (HOUR, "Ferry sails"), (0 * HOUR, "Fery sails")
    )
    assert again == [Unchanged(article_id=1)] * 3
    assert rows(engine, "SELECT title FROM news.articles") == [("Ferry sails",)]


def test_another_comma_is_another_body_and_a_version_within_the_hour(engine: Engine) -> None:
    bodies = ("The ferry, it says, sails. " * 20, "The ferry it says sails. " * 20)
    outcomes = looks(engine, *({"body": body} for body in bodies))
    assert outcomes[1] == Revised(article_id=1, version=2)


def pages_of(cause: str) -> tuple[Article, Article]:
    plain = {"publisher": "22", "extractor": "22", "boilerplate": "11"}[cause]
    release = "1" if cause == "publisher" else "2"
    later = article(
        "a", "The motto is gone.", fetched_at=NOON + HOUR, plain_sha256=plain,
        extractor_version=release,
    )  # fmt: skip
    return article("a", "It has a motto.", plain_sha256="11"), later


@pytest.mark.parametrize("cause", ["publisher", "extractor", "boilerplate"])
@pytest.mark.parametrize("is_late", [True, False])
def test_each_version_says_why_it_differs_from_the_one_before(
    engine: Engine, cause: str, *, is_late: bool
) -> None:
    pages = pages_of(cause)
    for page in reversed(pages) if is_late and cause != "boilerplate" else pages:
        store(engine, page)
    assert rows(engine, "SELECT cause FROM news.article_versions ORDER BY valid_from") == [
        ("publisher",),
        (cause,),
    ]


def test_one_fetch_read_again_with_more_known_of_the_site_is_no_version(engine: Engine) -> None:
    first, _ = pages_of("boilerplate")
    again = article("a", "The motto is gone.", plain_sha256="11")
    store(engine, first)
    assert store(engine, again) == [Unchanged(article_id=1)]


def test_fetches_that_a_later_release_reads_again_become_its_version(engine: Engine) -> None:
    hours = [NOON + hour * HOUR for hour in range(4)]
    for release in ("1", "2"):
        for at in hours:
            store(
                engine,
                article("a", f"As {release} has it.", fetched_at=at, extractor_version=release),
            )
    shown = (
        "SELECT left(body, 4), valid_from FROM news.article_versions ORDER BY valid_from, version"
    )
    assert rows(engine, shown) == [("As 2", NOON), ("As 1", hours[3]), ("As 2", hours[3])]
    assert rows(engine, "SELECT left(body, 4) FROM news.articles") == [("As 2",)]


def test_markdown_is_filled_in_and_changes_only_with_another_release(engine: Engine) -> None:
    shown = "SELECT body_markdown, body_certainty, version FROM news.articles"
    story = "It has *one* line."
    store(engine, article("a", story))
    assert rows(engine, shown) == [(None, None, 1)]
    read = {"body_markdown": r"It has \*one\* line.", "body_certainty": 0.9}
    store(engine, article("a", story, fetched_at=NOON + HOUR, **read))
    assert rows(engine, shown) == [(*read.values(), 1)]
    other = {
        "body_markdown": r"It has [\*one\*](https://a.example/?7) line.",
        "body_certainty": 0.8,
    }
    store(engine, article("a", story, fetched_at=NOON + 2 * HOUR, **other))
    assert rows(engine, shown) == [(*read.values(), 1)]
    later = article("a", story, fetched_at=NOON + 2 * HOUR, **other, extractor_version="2")
    store(engine, later)
    assert rows(engine, shown) == [(*other.values(), 1)]
