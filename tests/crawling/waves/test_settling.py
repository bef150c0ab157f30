"""A wave is stored as a whole, whatever the database thinks of one of its pages."""

from sqlalchemy import Engine

from newsbot.crawling.waves.settling import look_up_wave, store_wave
from newsbot.errors import RowRefused
from newsbot.items import New, Rejected
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.copies.candidates import look_up
from tests.storage.making import article, fingerprinted, rejection, rows, store, story

# PostgreSQL keeps no NUL in a text.
REFUSED = "Ferry\x00sails"


def test_an_item_that_the_database_refuses_becomes_a_rejection_and_the_others_are_stored(
    engine: Engine,
) -> None:
    names = ("ferry", "mill", "bridge")
    items = [
        fingerprinted(engine, article(name, story(name), title=REFUSED if n == 1 else name))[0]
        for n, name in enumerate(names)
    ]
    outcomes = store_wave(ArticleStore(engine).store, items)
    assert [type(each) for each in outcomes] == [New, Rejected, New]
    assert rows(engine, "SELECT title FROM news.articles ORDER BY id") == [("ferry",), ("bridge",)]
    assert rows(engine, "SELECT reason FROM news.rejections") == [("not_storable",)]


def test_a_trial_stores_nothing(engine: Engine) -> None:
    items = fingerprinted(engine, article("ferry"))
    ArticleStore(engine).store(items, is_trial=True)
    assert rows(engine, "SELECT count(*) FROM newsbot.articles") == [(0,)]


def test_an_article_that_cannot_be_looked_up_is_a_rejection_among_the_others(
    engine: Engine,
) -> None:
    store(engine, article("ferry", story("ferry")))

    def refusing(articles, known):
        if any(each.title == REFUSED for each in articles):
            raise RowRefused("the database cannot take it")
        return look_up(engine, articles, known)

    short = rejection("menu")
    read = [
        article("copy", story("ferry")),
        short,
        article("mill", story("mill"), title=REFUSED),
    ]
    copy, kept, refused = look_up_wave(refusing, read, {})
    assert copy.match is not None
    assert kept is short
    assert refused.reason == "not_storable"
