"""What storing a batch decides and writes."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Engine

from newsbot.items import Copy, New, Rejected, Revised, Unchanged
from newsbot.storage.articles.storing import ArticleStore
from tests.storage.making import NOON, article, fingerprinted, rejection, rows, store, words


def test_a_new_url_is_an_article(engine: Engine) -> None:
    (outcome,) = store(engine, article("a", authors=("Ada Holm",), tags=("ferry",)))
    assert isinstance(outcome, New)
    assert rows(engine, "SELECT id, url, site, version, copy_count FROM news.articles") == [
        (outcome.article_id, "https://gazette.example/a", "gazette.example", 1, 0)
    ]
    assert rows(engine, "SELECT authors, tags FROM news.articles") == [(["Ada Holm"], ["ferry"])]


def test_the_same_text_again_is_unchanged_and_only_its_fetch_time_moves(engine: Engine) -> None:
    store(engine, article("a"))
    later = NOON + timedelta(hours=1)
    (outcome,) = store(engine, article("a", fetched_at=later))
    assert isinstance(outcome, Unchanged)
    assert rows(engine, "SELECT fetched_at, first_seen_at, version FROM news.articles") == [
        (later, NOON, 1)
    ]


def test_http_and_www_and_tracking_parameters_make_no_second_article(engine: Engine) -> None:
    store(engine, article("a"))
    (outcome,) = store(engine, article("", url="http://www.gazette.example/a?utm_source=feed#top"))
    assert isinstance(outcome, Unchanged)


def test_another_text_at_a_known_url_is_its_next_version(engine: Engine) -> None:
    store(engine, article("a", words(0, 100)))
    later = NOON + timedelta(hours=1)
    (outcome,) = store(engine, article("a", words(0, 90), fetched_at=later))
    assert outcome == Revised(article_id=1, version=2)
    assert rows(engine, "SELECT version, body FROM news.articles") == [(2, words(0, 90))]
    assert rows(engine, "SELECT version, valid_from, valid_to FROM news.article_versions") == [
        (1, NOON, later),
        (2, later, None),
    ]


def test_an_older_text_from_an_archive_does_not_replace_the_current_one(engine: Engine) -> None:
    store(engine, article("a", words(0, 100)))
    store(engine, article("a", words(0, 90), fetched_at=NOON - timedelta(days=9)))
    assert rows(engine, "SELECT version, body FROM news.articles") == [(1, words(0, 100))]
    assert rows(engine, "SELECT version FROM news.article_versions ORDER BY valid_from") == [
        (2,),
        (1,),
    ]


def test_a_copy_keeps_its_row_and_points_to_its_original(engine: Engine) -> None:
    store(engine, article("a"))
    (copy,) = store(engine, article("b", words(0, 100) + " and a local end", site="post.example"))
    assert isinstance(copy, Copy)
    assert rows(engine, "SELECT article_id, copy_of, site, method FROM news.copies") == [
        (copy.article_id, 1, "post.example", "shingles")
    ]
    assert rows(engine, "SELECT id, copy_count FROM news.articles") == [(1, 1)]
    assert len(rows(engine, "SELECT 1 FROM news.all_articles")) == 2


def test_copies_within_one_batch_are_found(engine: Engine) -> None:
    outcomes = store(engine, *(article(str(n)) for n in range(3)))
    assert [type(outcome) for outcome in outcomes] == [New, Copy, Copy]
    assert rows(engine, "SELECT DISTINCT method FROM news.copies") == [("exact",)]


def test_the_same_url_twice_in_a_batch_is_stored_once(engine: Engine) -> None:
    first, second, third = store(
        engine, article("a"), article("a"), article("a", words(5, 100), title="Ferry stays")
    )
    assert isinstance(first, New)
    assert isinstance(second, Unchanged)
    assert isinstance(third, Revised)
    assert rows(engine, "SELECT version, title FROM news.articles") == [(2, "Ferry stays")]


def test_changes_tell_inserts_and_updates_in_order(engine: Engine) -> None:
    for length in (100, 100, 80):
        store(engine, article("a", words(0, length)))
    assert rows(engine, "SELECT op, article_id FROM news.changes ORDER BY change_id") == [
        ("insert", 1),
        ("update", 1),
    ]


def test_a_rejection_has_one_row_a_url_that_counts(engine: Engine) -> None:
    for _ in range(2):
        (outcome,) = ArticleStore(engine).store([rejection("wall", "cookie_wall")])
    assert isinstance(outcome, Rejected)
    assert rows(engine, "SELECT url, stage, reason, times FROM news.rejections") == [
        ("https://gazette.example/wall", "extract", "cookie_wall", 2)
    ]


def test_a_url_that_gives_an_article_at_last_is_no_rejection_any_more(engine: Engine) -> None:
    ArticleStore(engine).store([rejection("a")])
    store(engine, article("a"))
    assert rows(engine, "SELECT * FROM news.rejections") == []


def test_outcomes_of_a_mixed_batch_are_in_its_order(engine: Engine) -> None:
    (one,) = fingerprinted(engine, article("a"))
    outcomes = ArticleStore(engine).store([rejection("x"), one, rejection("y")])
    assert [type(outcome) for outcome in outcomes] == [Rejected, New, Rejected]


def test_all_fields_of_an_article_can_be_read_again(engine: Engine) -> None:
    full = article(
        "a", canonical_url="https://gazette.example/ferry", subtitle="From Monday",
        published_at=NOON, published_precision="second", modified_at=NOON, language="en",
        section="Harbour", summary="It sails.", image_url="https://gazette.example/f.jpg",
        is_paywalled=False, published_source="json-ld", modified_source="microdata",
        published_offset_minutes=-300,
    )  # fmt: skip
    store(engine, full, replace(full, url="https://gazette.example/b"))
    columns = "canonical_url, subtitle, published_at, published_precision, modified_at, language"
    more = "section, summary, image_url, is_paywalled, published_source, modified_source"
    more += ", published_offset_minutes"
    (shown,) = rows(engine, f"SELECT {columns}, {more} FROM news.articles")  # noqa: S608 - fixed names
    assert shown == tuple(getattr(full, name.strip()) for name in f"{columns}, {more}".split(","))


def test_organisations_in_a_byline_are_kept_beside_its_authors(engine: Engine) -> None:
    store(engine, article("a", authors=("Ann Carter",), credits=("Reuters",)))
    assert rows(engine, "SELECT authors, credits FROM news.articles") == [
        (["Ann Carter"], ["Reuters"])
    ]
