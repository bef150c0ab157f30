"""Sources and their kinds as rows."""

from sqlalchemy import Engine

from newsbot.storage.schema import migrate
from newsbot.storage.sites.rows import RegisteredSite, Sites
from tests.storage.making import rows

GAZETTE = RegisteredSite(key="gazette", name="The Gazette", domains=("gazette.example",))
URL = "https://gazette.example/list"


def test_a_source_of_a_kind_that_came_later_needs_no_migration(engine: Engine) -> None:
    Sites(engine).source_id(URL, "json-feed", "gazette.example")
    assert rows(engine, "SELECT kind, url FROM news.sources") == [("json-feed", URL)]


def test_a_downgrade_keeps_sources_of_such_a_kind(engine: Engine) -> None:
    Sites(engine).source_id(URL, "json-feed", "gazette.example")
    migrate.downgrade(engine, "0005")
    assert rows(engine, "SELECT kind FROM newsbot.sources") == [("json-feed",)]


def test_an_article_of_another_site_leaves_its_source_where_it_is(engine: Engine) -> None:
    Sites(engine).source_id(URL, "feed", "gazette.example")
    Sites(engine).source_id(URL, "feed", "post.example")
    assert rows(engine, "SELECT site, url FROM news.sources") == [("gazette.example", URL)]


def test_a_known_site_or_source_uses_up_no_id_in_later_runs(engine: Engine) -> None:
    for _ in range(5):
        Sites(engine).name_sites([GAZETTE])
        Sites(engine).source_id(URL, "feed", "gazette")
    assert Sites(engine).site_ids(["post.example"]) == {"post.example": 2}
    assert Sites(engine).source_id(f"{URL}/2", "feed", "post.example") == 2
