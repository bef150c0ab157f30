"""Bare Scrapy fetches the pages that a crawl fetches, and tells what it took."""

from pathlib import Path

from tests.benchmarks.bare_scrapy import bare_scrapy_cost
from tests.benchmarks.page_site import served


def test_bare_scrapy_fetches_every_page_of_the_sitemap(tmp_path: Path) -> None:
    pages = [tmp_path / f"{number}.html" for number in range(40)]
    for page in pages:
        page.write_bytes(b"<p>Bridge")
    with served(tmp_path, pages) as sitemap:
        cost = bare_scrapy_cost(sitemap, timeout_s=60)
    assert cost.pages == 40
    assert cost.cpu_s > 0
