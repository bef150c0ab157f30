"""A changed text at its address, or at a new one with its article number, is a version."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from newsbot.items import Article, Copy, New, Revised, Unchanged
from newsbot.storage.articles.known import MOST_OF_ONE_NUMBER
from tests.dedup.texts import DISCLAIMER, FERRY, STATEMENT, THEATRE, cut, reworded
from tests.storage.making import NOON, article, article_on, rows, store, story

OLD_SLUG, NEW_SLUG = "ferry-sails-12345678.html", "marta-lind-leaves-dock-12345678.html"
HOUR = timedelta(hours=1)
VERSIONS = "SELECT article_id, version FROM news.article_versions ORDER BY article_id, version"


def first() -> Article:
    return article(OLD_SLUG, FERRY)


def test_a_copy_that_is_rewritten_at_its_url_stays_a_copy_with_a_second_version(
    engine: Engine,
) -> None:
    store(engine, first(), article_on("post.example", FERRY))
    assert store(engine, article_on("post.example", THEATRE)) == [Revised(article_id=2, version=2)]
    assert rows(engine, "SELECT article_id, copy_of FROM news.copies") == [(2, 1)]


@pytest.mark.parametrize(
    "changed",
    [
        article(NEW_SLUG, cut(FERRY, 0, 200), title="Marta Lind leaves dock"),
        article(NEW_SLUG, reworded(FERRY, 6), title="Marta Lind leaves dock"),
        article(NEW_SLUG, f"{THEATRE} {cut(FERRY, 100)}", title="Marta Lind leaves dock"),
        article(NEW_SLUG, f"{THEATRE} {cut(FERRY, 0, 8)}", title="Again the ferry leaves dock"),
    ],
    ids=["cut", "reworded", "new top", "rewritten under a like title"],
)
@pytest.mark.parametrize("at_once", [True, False])
def test_another_text_at_a_new_slug_of_the_same_number_is_a_version(
    engine: Engine, changed: Article, *, at_once: bool
) -> None:
    for batch in [[first(), changed]] if at_once else [[first()], [changed]]:
        outcomes = store(engine, *batch)
    assert outcomes[-1] == Revised(article_id=1, version=2)
    assert rows(engine, VERSIONS) == [(1, 1), (1, 2)]
    assert rows(engine, "SELECT copy_count, body FROM news.articles") == [(0, changed.body)]


@pytest.mark.parametrize("at_once", [True, False])
def test_each_version_may_be_like_the_one_before_it_only(engine: Engine, *, at_once: bool) -> None:
    bodies = (FERRY, f"{cut(FERRY, 0, 50)} {THEATRE}", f"{THEATRE} {STATEMENT}")
    titles = ("Ferry sails", "Theatre closes", "Board promises")
    texts = [
        article(f"{title.replace(' ', '-')}-12345678.html", body, title=title)
        for title, body in zip(titles, bodies, strict=True)
    ]
    for batch in [texts] if at_once else [[text] for text in texts]:
        outcomes = store(engine, *batch)
    assert outcomes[-1] == Revised(article_id=1, version=3)


def test_the_old_slug_with_its_old_text_is_unchanged_after_that(engine: Engine) -> None:
    changed = article(NEW_SLUG, cut(FERRY, 0, 200), fetched_at=NOON + HOUR)
    store(engine, first())
    store(engine, changed)
    assert store(engine, first(), changed) == [Unchanged(article_id=1)] * 2
    assert rows(engine, "SELECT version FROM news.articles") == [(2,)]


def test_the_same_text_at_a_new_slug_is_unchanged_and_its_url_done(engine: Engine) -> None:
    store(engine, first())
    assert store(engine, article(NEW_SLUG, FERRY)) == [Unchanged(article_id=1)]
    done = "SELECT count(*) FROM newsbot.frontier WHERE state = 'done'"
    assert rows(engine, done) == [(2,)]
    assert rows(engine, "SELECT op FROM news.changes") == [("insert",)]


def test_a_number_in_the_query_names_the_article_too(engine: Engine) -> None:
    store(engine, article("article.php?id=12345678&slug=ferry-sails", FERRY))
    (outcome,) = store(engine, article("article.php?slug=ferry&id=12345678", cut(FERRY, 0, 200)))
    assert outcome == Revised(article_id=1, version=2)


def test_a_new_version_says_update_to_readers(engine: Engine) -> None:
    store(engine, first())
    store(engine, article(NEW_SLUG, cut(FERRY, 0, 200)))
    assert rows(engine, "SELECT op, article_id FROM news.changes ORDER BY change_id") == [
        ("insert", 1),
        ("update", 1),
    ]


@pytest.mark.parametrize("at_once", [True, False])
def test_an_unrelated_text_with_the_same_number_is_its_own_article(
    engine: Engine, *, at_once: bool
) -> None:
    other = article(NEW_SLUG, THEATRE, title="Theatre must close")
    for batch in [[first(), other]] if at_once else [[first()], [other]]:
        outcomes = store(engine, *batch)
    assert outcomes[-1] == New(article_id=2)


def test_of_several_articles_with_one_number_the_related_one_is_revised(engine: Engine) -> None:
    store(engine, first(), article("theatre-12345678.html", THEATRE, title="Theatre must close"))
    (outcome,) = store(engine, article(NEW_SLUG, cut(FERRY, 0, 200), title="Marta Lind"))
    assert outcome == Revised(article_id=1, version=2)


@pytest.mark.parametrize("at_once", [True, False])
def test_what_recurs_on_the_site_makes_no_revision(engine: Engine, *, at_once: bool) -> None:
    pages = [
        article(OLD_SLUG, f"{FERRY}\n{DISCLAIMER}", recurring_lines=(4,)),
        article(NEW_SLUG, f"{THEATRE}\n{DISCLAIMER}", title="Theatre", recurring_lines=(1,)),
    ]
    for batch in [pages] if at_once else [[page] for page in pages]:
        outcomes = store(engine, *batch)
    assert outcomes[-1] == New(article_id=2)


@pytest.mark.parametrize("at_once", [True, False])
def test_of_a_number_that_many_articles_have_only_the_newest_are_compared(
    engine: Engine, *, at_once: bool
) -> None:
    others = [
        article(f"story-{n}/a-12345678", story(str(n)), title=f"Title {n}")
        for n in range(MOST_OF_ONE_NUMBER)
    ]
    changed = [
        article("ferry/a-12345678", f"{cut(FERRY, 0, 200)} Again.", title="Marta Lind leaves"),
        article("late/a-12345678", cut(story("1"), 0, 150), title="Another title"),
    ]
    pages = [first(), *others, *changed]
    for batch in [pages] if at_once else [pages[:-2], changed]:
        outcomes = store(engine, *batch)
    assert isinstance(outcomes[-2], Copy)
    assert outcomes[-1] == Revised(article_id=3, version=2)


@pytest.mark.parametrize(("body", "kind"), [(cut(FERRY, 0, 200), Copy), (THEATRE, New)])
def test_the_same_number_on_another_site_says_nothing(
    engine: Engine, body: str, kind: type[Copy | New]
) -> None:
    store(engine, first())
    (outcome,) = store(engine, article_on("post.example", body, NEW_SLUG))
    assert type(outcome) is kind


def test_a_copy_without_the_number_is_an_article_of_its_own(engine: Engine) -> None:
    store(engine, first())
    (outcome,) = store(engine, article("sport/ferry-sails", cut(FERRY, 0, 200)))
    assert isinstance(outcome, Copy)
