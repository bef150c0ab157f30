"""What a crawl stores is found by news.search when the crawl has ended."""

from pathlib import Path

from sqlalchemy import Engine

from tests.conftest import RunScrapy
from tests.crawl.making import news_page
from tests.spiders.local_site import LocalSite
from tests.storage.making import rows
from tests.storage.searching import found


def test_an_article_of_a_crawl_is_found_at_its_end(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "urls.txt"
    file.write_text(str(site.add("/ferry", news_page("harbour"))))
    assert run_scrapy("crawl", "pages", "-a", f"urls={file}").returncode == 0
    assert found(engine, "harbours sail") == ["ferry"]
    assert rows(engine, "SELECT * FROM newsbot.search_pending") == []
