"""Which shapes of URLs are read of a site's stored articles and rejected pages."""

from sqlalchemy import Engine

from newsbot.discovery.sections.url_shapes import UrlShapes
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.sites import url_shapes
from newsbot.storage.sites.url_shapes import read_url_shapes
from tests.storage.making import article, rejection, store, words

SITE = "gazette.example"


def numbered(number: int) -> object:
    body = words(1000 * number, 1000 * number + 100)
    return article(f"texts/{number}", body, block_keys=(number,))


def test_stored_articles_and_pages_that_are_none_are_told_by_shape(engine: Engine) -> None:
    store(engine, *map(numbered, range(1, 4)))
    ArticleStore(engine).store([rejection("shop/coat"), rejection("shop/hat", "index_page")])
    assert read_url_shapes(engine, SITE) == UrlShapes(
        stored={"texts/number?": 3}, rejected={"shop/word?": 2}
    )


def test_pages_that_could_not_be_fetched_and_other_sites_say_nothing(engine: Engine) -> None:
    store(engine, numbered(1))
    ArticleStore(engine).store(
        [
            rejection("a", "http_503", stage="download"),
            rejection("b", "extraction_timeout"),
            rejection("c", site="other.example"),
        ]
    )
    assert read_url_shapes(engine, SITE) == UrlShapes(stored={"texts/number?": 1})
    assert read_url_shapes(engine, "unknown.example") == UrlShapes()


def test_only_the_newest_articles_are_read(engine: Engine, monkeypatch) -> None:
    monkeypatch.setattr(url_shapes, "NEWEST", 2)
    store(engine, *map(numbered, range(1, 5)))
    assert sum(read_url_shapes(engine, SITE).stored.values()) == 2
