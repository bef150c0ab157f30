"""What recurs on a site's articles leaves their bodies, in one crawl and in later ones."""

from pathlib import Path

from sqlalchemy import Engine

from tests.conftest import RunScrapy
from tests.crawl.making import SENTENCE, news_page
from tests.spiders.warc_file import http, record, write
from tests.storage.making import rows

MOTTO = "The harbour has had its own paper since the first lamp was lit on the old quay."
SHIPS = [f"Ship{number}" for number in range(9)]


def archive_of(folder: Path, site: str, *names: str) -> Path:
    """A WARC file of articles that end with the motto."""
    pages = [news_page(name).replace("</article>", f"<p>{MOTTO}</p></article>") for name in names]
    records = [
        record(http(page.encode()), WARC_Target_URI=f"https://{site}/{name}")
        for name, page in zip(names, pages, strict=True)
    ]
    folder.mkdir()
    return write(folder, *records)


def crawl(run_scrapy: RunScrapy, archive: Path) -> None:
    """One page after the other, each stored before the next is read."""
    result = run_scrapy("crawl", "warc", "-a", f"path={archive}", "-s", "CONCURRENT_ITEMS=1")
    assert result.returncode == 0, result.stderr


def have_motto(engine: Engine) -> list[str]:
    """The articles whose body has the motto in it, in the order of storing."""
    found = rows(engine, "SELECT url, body FROM news.articles ORDER BY id")
    return [url.rpartition("/")[2] for url, body in found if MOTTO in body]


def test_a_crawl_learns_what_recurs_while_it_goes_on(
    run_scrapy: RunScrapy, engine: Engine, tmp_path: Path
) -> None:
    crawl(run_scrapy, archive_of(tmp_path / "one", "gazette.example", *SHIPS))
    motto = have_motto(engine)
    assert motto[:2] == SHIPS[:2]
    assert SHIPS[-1] not in motto
    counts = rows(engine, "SELECT count(*), min(word_count) FROM news.articles")
    assert counts == [(len(SHIPS), 8 * len(SENTENCE.split()))]


def test_a_later_crawl_knows_what_earlier_ones_stored_of_the_same_site(
    run_scrapy: RunScrapy, engine: Engine, tmp_path: Path
) -> None:
    crawl(run_scrapy, archive_of(tmp_path / "one", "gazette.example", *SHIPS[:-1]))
    before = have_motto(engine)
    crawl(run_scrapy, archive_of(tmp_path / "two", "gazette.example", SHIPS[-1]))
    crawl(run_scrapy, archive_of(tmp_path / "three", "courier.example", "Barge"))
    assert have_motto(engine) == [*before, "Barge"]
