"""A crawl into the embedded database needs no other command before it."""

from pathlib import Path

from sqlalchemy import create_engine, text

from newsbot.postgres.embedded import EmbeddedServer
from newsbot.storage.models import revisions
from newsbot.storage.schema import migrate
from tests.conftest import RunScrapy
from tests.crawl.making import feed_of, news_page
from tests.crawl.running import running
from tests.spiders.local_site import LocalSite
from tests.storage.making import rows


def test_two_crawls_at_once_make_an_empty_home_a_database(site: LocalSite, tmp_path: Path) -> None:
    pages = [site.add(f"/{name}", news_page(name)) for name in ("Anna", "Berta", "Clara")]
    feed = site.add("/feed.xml", feed_of(*pages), Content_Type="application/rss+xml")
    home = tmp_path / "home"
    place = {"NEWSBOT_DATABASE_URL": "", "NEWSBOT_HOME": str(home)}
    command = ("crawl", "feed", "-a", f"url={feed}")
    with (
        running(*command, log=tmp_path / "one", **place) as one,
        running(*command, log=tmp_path / "other", **place) as other,
    ):
        assert one.wait() == 0, one.stderr()
        assert other.wait() == 0, other.stderr()
    with EmbeddedServer(home) as server:
        engine = create_engine(server.url())
        assert revisions.current(engine) == revisions.head()
        assert rows(engine, "SELECT url FROM news.articles ORDER BY url") == [(p,) for p in pages]
        engine.dispose()


def test_a_newer_embedded_database_is_never_taken_down(
    run_scrapy: RunScrapy, site: LocalSite, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    with EmbeddedServer(home) as server:
        engine = create_engine(server.url())
        migrate.upgrade(engine)
        with engine.begin() as connection:
            connection.execute(text("UPDATE newsbot.alembic_version SET version_num = '9999'"))
        command = ("crawl", "pages", "-a", f"urls={site.url('/')}")
        ended = run_scrapy(*command, NEWSBOT_DATABASE_URL="", NEWSBOT_HOME=str(home))
        assert ended.returncode == 1
        assert "newer than this code's" in ended.stderr
        assert revisions.current(engine) == "9999"
        engine.dispose()


def test_a_database_of_ones_own_wants_an_upgrade(
    run_scrapy: RunScrapy, site: LocalSite, empty_database_url: str
) -> None:
    command = ("crawl", "pages", "-a", f"urls={site.url('/')}")
    ended = run_scrapy(*command, NEWSBOT_DATABASE_URL=empty_database_url)
    assert ended.returncode == 1
    assert "run `scrapy db upgrade`" in ended.stderr
