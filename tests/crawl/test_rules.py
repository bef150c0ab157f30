"""Rules for a site, and articles of several pages, in whole crawls."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.conftest import RunScrapy
from tests.crawl.making import SENTENCE, feed_of
from tests.spiders.local_site import LocalSite
from tests.spiders.warc_file import http, record, write
from tests.storage.making import rows

BODIES = "SELECT body FROM news.articles ORDER BY url"


def text(name: str) -> str:
    return SENTENCE.format(name)


def page(*names: str, more: str = "") -> str:
    paragraphs = "".join(f"<p>{text(name)}</p>" for name in names)
    return (
        "<html><head><title>The ferry sails</title></head><body><article>"
        f"<h1>The ferry sails</h1>{paragraphs}</article>{more}</body></html>"
    )


def rel_next(path: str) -> str:
    return f'<a rel="next" href="{path}">Next page</a>'


def add_three_pages(site: LocalSite) -> str:
    site.add("/story/2", page("Anna", "Clara", more=rel_next("/story/3")))
    site.add("/story/3", page("Dora", more=rel_next("/another")))
    return site.add("/story", page("Anna", "Berta", more=rel_next("/story/2")))


def test_an_article_of_three_pages_is_stored_as_one(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine
) -> None:
    feed = site.add("/rss", feed_of(add_three_pages(site)), Content_Type="application/rss+xml")
    result = run_scrapy("crawl", "feed", "-a", f"url={feed}")
    assert result.returncode == 0, result.stderr
    lines = [text(name) for name in ("Anna", "Berta", "Clara", "Dora")]
    assert rows(engine, "SELECT url, body FROM news.articles") == [
        (site.url("/story"), "\n".join(lines))
    ]
    assert site.requested == ["/robots.txt", "/rss", "/story", "/story/2", "/story/3"]


def test_no_more_pages_are_fetched_than_the_setting_says(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine
) -> None:
    limit = ("-s", "NEWSBOT_MAX_PAGES_AN_ARTICLE=2")
    run_scrapy("crawl", "pages", "-a", f"urls={add_three_pages(site)}", *limit)
    ((body,),) = rows(engine, BODIES)
    assert body.split("\n") == [text("Anna"), text("Berta"), text("Clara")]


@pytest.mark.parametrize(
    ("status", "headers", "why"),
    [
        (404, {}, "http_404"),
        (301, {"Location": "/story"}, "it redirects to http://127.0.0.1"),
        (503, {}, "http_503"),
    ],
)
def test_a_further_page_that_fails_leaves_a_shorter_article(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine, status: int, headers: dict, why: str
) -> None:
    url = add_three_pages(site)
    site.add("/story/3", status=status)
    site.answers["/story/3"][1].update(headers)
    result = run_scrapy("crawl", "pages", "-a", f"urls={url}")
    assert result.returncode == 0, result.stderr
    ((body,),) = rows(engine, BODIES)
    assert body.split("\n") == [text("Anna"), text("Berta"), text("Clara")]
    assert f"{url} is stored without its page {url}/3: {why}" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_further_page_that_is_too_large_for_good_makes_no_partial_article(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine
) -> None:
    url = add_three_pages(site)
    site.add("/story/3", b"<html>" + b" " * 40_000)
    run_scrapy("crawl", "pages", "-a", f"urls={url}", "-s", "DOWNLOAD_MAXSIZE=30000")
    assert rows(engine, "SELECT is_partial, state FROM news.articles, newsbot.frontier") == [
        (False, "done")
    ]


def test_robots_txt_holds_for_further_pages(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine
) -> None:
    robots = "User-agent: *\nDisallow: /story/"
    site.add("/robots.txt", robots, Content_Type="text/plain")
    result = run_scrapy("crawl", "pages", "-a", f"urls={add_three_pages(site)}")
    assert rows(engine, BODIES) == [("\n".join([text("Anna"), text("Berta")]),)]
    assert site.requested == ["/robots.txt", "/story"]
    assert "robots_txt: forbidden by the robots.txt of 127.0.0.1" in result.stderr


def test_nothing_is_fetched_for_an_archive(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine, tmp_path: Path
) -> None:
    url = add_three_pages(site)
    html = page("Anna", "Berta", more=rel_next("/story/2"))
    file = write(tmp_path, record(http(html.encode()), WARC_Target_URI=url))
    result = run_scrapy("crawl", "warc", "-a", f"path={file}")
    assert result.returncode == 0, result.stderr
    assert rows(engine, BODIES) == [("\n".join([text("Anna"), text("Berta")]),)]
    assert site.requested == []


@pytest.fixture
def sites_file(site: LocalSite, tmp_path: Path) -> Path:
    """A registry whose one site has rules for its body and the page with the whole article."""
    file = tmp_path / "sites.toml"
    file.write_text(
        f'[sites.gazette]\nname = "Gazette"\ndomains = ["127.0.0.1:{site.port}"]\n'
        f'sources = [{{ kind = "feed", url = "{site.url("/rss")}" }}]\n'
        "[sites.gazette.rules]\n"
        "body = \"//div[@class='story']\"\n"
        "single_page_link = \"//a[@class='print']\"\n"
        'strip_id_or_class = "advert"\n'
    )
    return file


def test_rules_of_the_registry_come_before_the_generic_way(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine, sites_file: Path
) -> None:
    story = f'<div class="story"><p>{text("Emma")}</p><p class="advert">Buy.</p><p>Short.</p></div>'
    url = site.add("/a", page("Anna", "Berta", more=story))
    run_scrapy("crawl", "pages", "-a", f"urls={url}", "-a", f"sites_file={sites_file}")
    assert rows(engine, BODIES) == [(f"{text('Emma')}\nShort.",)]


def test_the_single_page_takes_the_place_of_the_others(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine, sites_file: Path
) -> None:
    whole = "".join(f"<p>{text(name)}</p>" for name in ("Anna", "Berta", "Clara"))
    site.add("/print", f'<h1>For printing</h1><div class="story">{whole}</div>')
    link = f'<a class="print" href="/print">Print</a>{rel_next("/a/2")}'
    url = site.add("/a", page("Anna", "Berta", more=link))
    run_scrapy("crawl", "pages", "-a", f"urls={url}", "-a", f"sites_file={sites_file}")
    body = "\n".join(text(name) for name in ("Anna", "Berta", "Clara"))
    stored = rows(engine, "SELECT url, title, body FROM news.articles")
    assert stored == [(url, "The ferry sails", body)]
    assert site.requested == ["/robots.txt", "/a", "/print"]


def test_a_rule_that_finds_nothing_is_told_once_and_the_generic_way_finds_the_body(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine, sites_file: Path
) -> None:
    urls = [site.add(f"/{name}", page(f"{name}1", f"{name}2")) for name in ("Anna", "Berta")]
    result = run_scrapy(
        *("crawl", "pages", "-a", f"urls={','.join(urls)}", "-a", f"sites_file={sites_file}"),
        *("-s", "STATS_DUMP=True", "-L", "DEBUG"),
    )
    assert rows(engine, BODIES) == [
        (f"{text(f'{name}1')}\n{text(f'{name}2')}",) for name in ("Anna", "Berta")
    ]
    said = "site gazette: the rule 'body' in its registry entry finds nothing, e.g. on "
    assert result.stderr.count(said) == 1
    assert "'newsbot/rules/unmatched/gazette/body': 1" in result.stderr


def test_a_folder_of_rule_files_with_a_bad_one_stops_no_crawl(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine, tmp_path: Path
) -> None:
    story = f'<div class="story"><p>{text("Emma")}</p></div>'
    site.add("/a", page("Anna", "Berta", more=story))
    (tmp_path / "127.0.0.1.txt").write_text("body: //div[@class='story']\n")
    (tmp_path / "localhost.txt").write_text("body: //div[\n")
    urls = f"{site.url('/a')},http://localhost:{site.port}/a"
    folder = f"NEWSBOT_SITE_RULES={tmp_path}"
    result = run_scrapy("crawl", "pages", "-a", f"urls={urls}", "-s", folder)
    assert result.returncode == 0, result.stderr
    assert rows(engine, BODIES) == [(text("Emma"),), (f"{text('Anna')}\n{text('Berta')}",)]
    assert "localhost.txt, line 1: body is no XPath 1.0 expression" in result.stderr


def test_one_page_is_shown_as_its_rules_have_it(
    run_scrapy: RunScrapy, site: LocalSite, tmp_path: Path
) -> None:
    story = f'<div class="story"><p>{text("Emma")}</p></div>'
    url = site.add("/a", page("Anna", "Berta", more=story))
    (tmp_path / "127.0.0.1.txt").write_text("body: //div[@class='story']\nauthor: //i\n")
    result = run_scrapy("article", url, "--json", "-s", f"NEWSBOT_SITE_RULES={tmp_path}")
    shown = json.loads(result.stdout)
    assert (shown["body"], shown["unmatched_rules"]) == (text("Emma"), ["author"])


def test_a_folder_of_rules_that_is_none_is_exit_code_1(
    run_scrapy: RunScrapy, site: LocalSite
) -> None:
    url = site.add("/a", page("Anna"))
    result = run_scrapy("crawl", "pages", "-a", f"urls={url}", "-s", "NEWSBOT_SITE_RULES=nosuch")
    assert result.returncode == 1
    assert "newsbot: NEWSBOT_SITE_RULES: nosuch is no folder" in result.stderr
    assert "Traceback" not in result.stderr
