"""276 real pages, crawled from loopback and read from a WARC: the same articles, all accounted for.

`NEWSBOT_CORPORA` names the folder of the corpora; by default it is ../shared/corpora.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.benchmarks.scoring import score
from tests.conftest import RunScrapy
from tests.crawl.corpus_site import CorpusSite, Page, read_pages, serve, write_warc
from tests.crawl.stored import stored
from tests.storage.making import rows

pytestmark = pytest.mark.corpora

# A page must not time out because the machine is busy.
PATIENT = ("-s", "NEWSBOT_PAGE_TIMEOUT_S=60", "-s", "NEWSBOT_WORKERS=2")


@pytest.fixture
def pages(corpora: Path) -> list[Page]:
    return read_pages(corpora, "aeb", "andy424")


@pytest.fixture
def site(pages: list[Page]) -> Iterator[CorpusSite]:
    with serve(pages) as site:
        yield site


def crawl_three_ways(site: CorpusSite, run_scrapy: RunScrapy, folder: Path) -> None:
    """A third each by feed, sitemap and URL list."""
    third = len(site.pages) // 3
    feed = site.add_feed("/feed.xml", site.pages[:third])
    sitemap = site.add_sitemap("/sitemap.xml", site.pages[third : 2 * third])
    urls = folder / "urls.txt"
    urls.write_text("\n".join(site.url(page) for page in site.pages[2 * third :]))
    for spider, argument in (
        ("feed", f"url={feed}"),
        ("sitemap", f"url={sitemap}"),
        ("pages", f"urls={urls}"),
    ):
        result = run_scrapy("crawl", spider, "-a", argument, *PATIENT)
        assert result.returncode == 0, result.stderr


def test_crawled_and_archived_pages_give_the_same_articles(
    site: CorpusSite, run_scrapy: RunScrapy, engine: Engine, tmp_path: Path
) -> None:
    learn_nothing(engine)
    crawl_three_ways(site, run_scrapy, tmp_path)
    crawled = stored(engine)
    assert crawled.rejections == []
    assert len(crawled.articles) == len(site.pages)
    assert f1(site, "aeb", engine) >= 0.967
    assert f1(site, "andy424", engine) >= 0.955

    empty_all_tables(engine)
    archive = tmp_path / "pages.warc.gz"
    with archive.open("wb") as target:
        write_warc(target, site)
    assert run_scrapy("crawl", "warc", "-a", f"path={archive}", *PATIENT).returncode == 0
    assert stored(engine) == crawled


def learn_nothing(engine: Engine) -> None:
    """Keeps what is on a page from being held against later ones.

    The pages of all their outlets are those of one site here, in an order that is not the same
    twice.
    """
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE FUNCTION newsbot.skipped() RETURNS trigger LANGUAGE plpgsql"
            " AS 'BEGIN RETURN NULL; END';"
            "CREATE TRIGGER skipped BEFORE INSERT ON newsbot.article_blocks"
            " FOR EACH ROW EXECUTE FUNCTION newsbot.skipped()"
        )


def f1(site: CorpusSite, corpus: str, engine: Engine) -> float:
    """From the stored rows; a page that was not stored counts as an empty body."""
    bodies = dict(rows(engine, "SELECT url, body FROM news.all_articles"))
    pages = [page for page in site.pages if page.corpus == corpus]
    predictions = {page.truth["id"]: {"body": bodies.get(site.url(page), "")} for page in pages}
    return score([page.truth for page in pages], predictions)["f1"]


def empty_all_tables(engine: Engine) -> None:
    tables = "articles, versions, sketches, changes, frontier, rejections, runs, sources, sites"
    names = ", ".join(f"newsbot.{name}" for name in tables.split(", "))
    with engine.begin() as connection:
        connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
