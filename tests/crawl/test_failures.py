"""What goes wrong while a crawl is under way shows in its exit code, and loses nothing else."""

import json
import signal
from pathlib import Path

import psutil
import pytest
from sqlalchemy import Engine

from newsbot.demo.site import DemoSite
from settings.testing import ITEM_PIPELINES
from tests.conftest import RunScrapy
from tests.crawl.making import feed_of, news_page
from tests.crawl.running import is_busy, running
from tests.crawl.stored import count_pages
from tests.patience import PATIENCE_S
from tests.spiders.local_site import LocalSite
from tests.spiders.warc_file import http, record, write
from tests.storage.making import rows

# As many elements as a page may have: seconds.
SLOW = "<html><body><article>" + "<p>word " * 45_000
# 10 MB of which no character is of one byte in memory: more than a worker may use of 340 MB.
LARGE = news_page("Large") + f"<p>\U0001f6a2{'harbour ' * 30}" * 40_000
# For each paragraph all paragraphs are counted, for each of these again: years.
ENDLESS = "body: //p[count(//p[count(//p) > 0]) > 0]"
REJECTED = "SELECT url, reason FROM news.rejections ORDER BY url"


def test_a_damaged_warc_gives_what_can_be_read_of_it(
    run_scrapy: RunScrapy, engine: Engine, tmp_path: Path
) -> None:
    pages = {f"https://news.example/{name}": news_page(name) for name in ("Anna", "Berta", "Clara")}
    records = [record(http(html.encode()), WARC_Target_URI=url) for url, html in pages.items()]
    file = write(tmp_path, *records, suffix="warc.gz")
    file.write_bytes(file.read_bytes()[:-100])
    result = run_scrapy("crawl", "warc", "-a", f"path={file}")
    assert result.returncode == 1
    assert f"{file} is damaged after 2 records" in result.stderr
    assert "Traceback" not in result.stderr
    assert rows(engine, "SELECT count(*) FROM news.articles") == [(2,)]


def test_a_host_that_does_not_answer_is_exit_code_7(run_scrapy: RunScrapy) -> None:
    result = run_scrapy("crawl", "feed", "-a", "url=http://127.0.0.1:9/feed.xml")
    assert result.returncode == 7
    assert "Cannot read the feed http://127.0.0.1:9/feed.xml: " in result.stderr
    assert "robots.txt" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(("count", "exit_code"), [(9, 0), (10, 7)])
def test_ten_pages_and_none_that_is_good_is_exit_code_7(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine, count: int, exit_code: int
) -> None:
    broken = site.add("/broken", status=500)
    missing = [site.url(f"/missing-{number}") for number in range(1, count)]
    result = run_scrapy("crawl", "pages", "-a", f"urls={','.join([broken, *missing])}")
    assert result.returncode == exit_code
    reasons = [(broken, "http_500"), *((url, "http_404") for url in missing)]
    assert rows(engine, REJECTED) == reasons
    assert "Traceback" not in result.stderr


def test_one_good_page_among_failed_ones_is_exit_code_0(
    run_scrapy: RunScrapy, site: LocalSite
) -> None:
    urls = [site.add("/good", news_page("Anna")), *(site.url(f"/{number}") for number in range(10))]
    assert run_scrapy("crawl", "pages", "-a", f"urls={','.join(urls)}").returncode == 0


@pytest.mark.parametrize(
    ("html", "rule", "limit", "reason"),
    [
        (SLOW, ENDLESS, "NEWSBOT_PAGE_TIMEOUT_S=3", "extraction_timeout"),
        (LARGE, "", "NEWSBOT_WORKER_MEMORY_MB=300", "worker_died"),
    ],
    ids=["time", "memory"],
)
def test_a_page_that_takes_too_much_costs_itself_alone(
    run_scrapy: RunScrapy,
    site: LocalSite,
    engine: Engine,
    tmp_path: Path,
    html: str,
    rule: str,
    limit: str,
    reason: str,
) -> None:
    (tmp_path / "127.0.0.1.txt").write_text(rule)
    huge = site.add("/huge", html)
    good = [site.add(f"/{name}", news_page(name)) for name in ("Anna", "Berta", "Clara")]
    feed = site.add("/feed.xml", feed_of(huge, *good), Content_Type="application/rss+xml")
    rules = ("-s", f"NEWSBOT_SITE_RULES={tmp_path}")
    result = run_scrapy("crawl", "feed", "-a", f"url={feed}", *("-s", limit), *rules)
    assert result.returncode == 0, result.stderr
    assert rows(engine, "SELECT url FROM news.articles ORDER BY url") == [(url,) for url in good]
    assert rows(engine, REJECTED) == [(huge, reason)]


def test_sigterm_ends_a_crawl_with_5_and_keeps_its_rows(
    database_url: str, engine: Engine, tmp_path: Path
) -> None:
    with (
        DemoSite(0) as demo,
        running(
            *("crawl", "news", "-a", f"sites_file={demo.sites_file(tmp_path / 'sites.toml')}"),
            *("-s", "DOWNLOAD_DELAY=0.1", "-s", "CONCURRENT_REQUESTS=2"),
            log=tmp_path / "log",
            NEWSBOT_DATABASE_URL=database_url,
        ) as crawl,
    ):
        crawl.wait_until(lambda: count_pages(engine) > 3)
        crawl.process.send_signal(signal.SIGTERM)
        assert crawl.wait() == 5, crawl.stderr()
    assert 3 < count_pages(engine) < 27
    (run,) = rows(engine, "SELECT exit_code, finish_reason, new_articles > 0 FROM news.runs")
    assert run == (5, "shutdown", True)


def test_a_second_sigterm_ends_a_crawl_at_once(
    site: LocalSite, database_url: str, engine: Engine, tmp_path: Path
) -> None:
    site.add("/huge", SLOW)
    (tmp_path / "127.0.0.1.txt").write_text(ENDLESS)
    with running(
        *("crawl", "pages", "-a", f"urls={site.url('/huge')}"),
        *("-s", "NEWSBOT_PAGE_TIMEOUT_S=600", "-s", "LOG_LEVEL=INFO"),
        *("-s", f"NEWSBOT_SITE_RULES={tmp_path}"),
        log=tmp_path / "log",
        NEWSBOT_DATABASE_URL=database_url,
    ) as crawl:
        crawl.wait_until(lambda: any(map(is_busy, crawl.workers())))
        workers = crawl.workers()
        crawl.process.send_signal(signal.SIGTERM)
        crawl.wait_until(lambda: "Send again to force" in crawl.stderr())
        crawl.process.send_signal(signal.SIGTERM)
        assert crawl.wait() == 5, crawl.stderr()
    assert psutil.wait_procs(workers, timeout=PATIENCE_S)[1] == []
    assert rows(engine, "SELECT exit_code, finish_reason FROM news.runs") == [(5, "shutdown")]


@pytest.mark.parametrize("spider", ["broken_callback", "broken_start"])
def test_a_spider_with_a_bug_does_not_pass_as_good(
    run_scrapy: RunScrapy, site: LocalSite, spider: str
) -> None:
    url = site.add("/", news_page("Anna"))
    settings = "SPIDER_MODULES=tests.crawl.faulty"
    result = run_scrapy("crawl", spider, "-a", f"url={url}", "-s", settings)
    assert result.returncode == 1
    assert "ZeroDivisionError" in result.stderr


@pytest.mark.parametrize("pipeline", ["BrokenClose", "BrokenItems"])
def test_a_pipeline_with_a_bug_does_not_pass_as_good(
    run_scrapy: RunScrapy, site: LocalSite, pipeline: str
) -> None:
    url = site.add("/", news_page("Anna"))
    settings = (
        f"ITEM_PIPELINES={json.dumps({**ITEM_PIPELINES, f'tests.crawl.faulty.{pipeline}': 1})}"
    )
    result = run_scrapy("crawl", "pages", "-a", f"urls={url}", "-s", settings)
    assert result.returncode == 1
    assert "ZeroDivisionError" in result.stderr
    # An error line names the page, and does not quote it.
    assert "harbour master" not in result.stderr


def test_a_link_that_no_database_takes_costs_itself_alone(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine
) -> None:
    good = site.add("/good", news_page("Anna"))
    feed = site.add(
        "/feed.xml",
        feed_of(site.url("/bro\0ken"), good).replace("<link>", "<title>A\0nna</title><link>"),
        Content_Type="application/rss+xml",
    )
    result = run_scrapy("crawl", "feed", "-a", f"url={feed}")
    assert result.returncode == 0, result.stderr
    assert rows(engine, "SELECT url FROM news.articles") == [(good,)]


def test_a_sources_password_is_in_no_row_and_on_no_line(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine
) -> None:
    article = site.add("/good", news_page("Anna"))
    links = feed_of(article.replace("//", "//bob:secret@"))
    feed = site.add("/feed.xml", links, Content_Type="application/rss+xml")
    secret = feed.replace("//", "//bob:secret@")
    result = run_scrapy("crawl", "feed", "-a", f"url={secret}", "-s", "LOG_LEVEL=DEBUG")
    assert result.returncode == 0, result.stderr
    assert "secret" not in result.stdout + result.stderr
    shown = [
        *rows(engine, "SELECT url FROM news.sources"),
        *rows(engine, "SELECT url FROM news.articles"),
        *rows(engine, "SELECT url FROM newsbot.frontier"),
        *rows(engine, "SELECT arguments ->> 'url' FROM news.runs"),
    ]
    assert shown == [(feed,), (article,), (article,), (feed,)]
