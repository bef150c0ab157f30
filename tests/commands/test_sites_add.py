"""`scrapy sites add` looks at a site, shows what would be stored, and writes its entry."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine

from newsbot.errors import ExitCode
from newsbot.sites.registry import load_registry
from newsbot.storage.rewriting.ownership.forgetting import set_forgotten
from tests.conftest import RunScrapy
from tests.spiders.local_site import LocalSite

STORY = """<html lang="en"><head><title>{title} - The Harbour Gazette</title>
<meta property="article:published_time" content="2026-05-0{n}T08:00:00Z">
<meta name="author" content="Mara Quill"></head><body><article><h1>{title}</h1>{text}</article>
</body></html>"""
TEXT = (
    "The ferry to the Saltren Islands will sail again on Monday after the harbour board found a "
    "captain for the early crossing, which had been left out of the timetable since the autumn. "
)
HOME = """<html lang="en-GB"><head><title>Home</title>
<meta property="og:site_name" content="The Harbour Gazette">
<link rel="alternate" type="application/rss+xml" href="/feed/">
<link rel="alternate" type="application/rss+xml" href="/comments/feed/"></head>
<body><a href="/2026/05/1/ferry">Ferry</a></body></html>"""


@pytest.fixture
def gazette(site: LocalSite) -> LocalSite:
    site.add("/", HOME)
    site.add("/robots.txt", "User-agent: *\nDisallow: /comments", Content_Type="text/plain")
    items = ""
    for n in range(1, 5):
        path, title = f"/2026/05/0{n}/ferry-sails-again-{n}", f"Ferry sails again for the {n} time"
        paragraphs = "".join(f"<p>{n}.{m} {TEXT}</p>" for m in range(5))
        site.add(path, STORY.format(n=n, title=title, text=paragraphs))
        items += f"<item><title>{title}</title><link>{site.url(path)}</link></item>"
    feed = f'<rss version="2.0"><channel><title>G</title>{items}</channel></rss>'
    site.add("/feed/", feed, Content_Type="application/rss+xml")
    return site


def test_an_entry_is_proposed_with_articles_and_nothing_is_written(
    run_scrapy: RunScrapy, gazette: LocalSite
) -> None:
    ended = run_scrapy("sites", "add", gazette.url("/"), "--json")
    found = json.loads(ended.stdout)
    assert ended.returncode == ExitCode.OK
    assert found["entry"]["name"] == "The Harbour Gazette"
    assert found["entry"]["key"] == "the-harbour-gazette"
    assert [each["url"] for each in found["entry"]["sources"]] == [gazette.url("/feed/")]
    assert [each["title"][:17] for each in found["articles"]] == ["Ferry sails again"] * 3
    assert found["articles"][0]["authors"] == ["Mara Quill"]
    assert found["articles"][0]["missing"] == []
    assert "repeat the command with --yes --file FILE" in ended.stderr
    assert len(gazette.requested) <= 31  # robots.txt is read twice: as rules, and for sitemaps
    assert "/comments/feed/" not in gazette.requested


def test_the_entry_is_written_and_read_by_the_next_crawl(
    run_scrapy: RunScrapy, gazette: LocalSite, tmp_path: Path
) -> None:
    own = tmp_path / "own.toml"
    add = ("sites", "add", gazette.url("/"), "--yes", "--key", "gazette")
    ended = run_scrapy(*add, NEWSBOT_SITES=str(own))
    assert ended.returncode == ExitCode.OK
    assert "title    Ferry sails again for the 1 time" in ended.stdout
    site = load_registry(own).site("gazette")
    assert site.status == "checked"
    assert site.domains == (f"127.0.0.1:{gazette.port}",)
    again = run_scrapy(*add, NEWSBOT_SITES=str(own))
    assert again.returncode == ExitCode.CONFIGURATION
    assert f"is registered already, as gazette in {own}" in again.stderr
    crawled = run_scrapy("crawl", "news", "-a", "site=gazette", NEWSBOT_SITES=str(own))
    assert crawled.returncode == ExitCode.OK
    assert "/2026/05/04/ferry-sails-again-4" in gazette.requested


def test_a_site_without_sources_is_not_written(
    run_scrapy: RunScrapy, site: LocalSite, tmp_path: Path
) -> None:
    site.add("/", "<html><body><div id='root'></div><script src='/a.js'></script></body></html>")
    own = tmp_path / "own.toml"
    ended = run_scrapy("sites", "add", site.url("/"), "--yes", "--file", str(own))
    assert ended.returncode == ExitCode.EXPECTATIONS
    assert "no feed, news sitemap or section page was found; nothing is proposed" in ended.stderr
    assert ended.stdout == ""
    assert not own.exists()


def test_a_shop_gets_no_entry_and_the_reasons_are_shown(
    run_scrapy: RunScrapy, site: LocalSite, tmp_path: Path
) -> None:
    """The shop has a feed of its products."""
    site.add("/", HOME.replace("Gazette", "Shop"))
    items = ""
    for n in range(1, 5):
        site.add(
            f"/products/kettle-{n}", f"<html><body><h1>Kettle {n}</h1><p>20 €</p></body></html>"
        )
        link = site.url(f"/products/kettle-{n}")
        items += f"<item><title>Kettle {n} for the whole family</title><link>{link}</link></item>"
    feed = f'<rss version="2.0"><channel><title>G</title>{items}</channel></rss>'
    site.add("/feed/", feed, Content_Type="application/rss+xml")
    own = tmp_path / "own.toml"
    add = ("sites", "add", site.url("/"), "--yes", "--file", str(own))
    ended = run_scrapy(*add)
    assert ended.returncode == ExitCode.EXPECTATIONS
    assert "none of the pages that the sources list was an article" in ended.stderr
    assert "no article: too_short" in ended.stdout
    assert "[sites." not in ended.stdout
    assert "checked" not in ended.stdout
    found = json.loads(run_scrapy(*add, "--json").stdout)
    assert (found["entry"], found["toml"], found["is_good"]) == (None, None, False)
    assert not own.exists()


def test_a_site_that_was_forgotten_is_told(
    run_scrapy: RunScrapy, gazette: LocalSite, engine: Engine
) -> None:
    host = f"127.0.0.1:{gazette.port}"
    set_forgotten(engine, "old-gazette", [host])
    ended = run_scrapy("sites", "add", gazette.url("/"))
    assert ended.returncode == ExitCode.OK
    said = f"crawls store nothing of {host}: old-gazette was forgotten on 20"
    assert [line for line in ended.stderr.splitlines() if said in line]
    assert "`scrapy sites forget old-gazette --undo` allows it again" in ended.stderr


def test_a_site_of_one_s_own_is_known_also_beside_another_registry(
    run_scrapy: RunScrapy, tmp_path: Path
) -> None:
    entry = (
        '[sites.{0}]\nname = "A"\ndomains = ["{0}.example"]\n'
        'sources = [{{ kind = "feed", url = "https://{0}.example/rss" }}]\n'
    )
    own, other = tmp_path / "own.toml", tmp_path / "other.toml"
    own.write_text(entry.format("gazette"))
    other.write_text(entry.format("post"))
    add = ("sites", "add", "gazette.example", "--sites-file", str(other))
    ended = run_scrapy(*add, NEWSBOT_SITES=str(own))
    assert ended.returncode == ExitCode.CONFIGURATION
    assert f"is registered already, as gazette in {own}" in ended.stderr


def test_without_a_usable_database_it_says_that_forgotten_sites_are_not_known(
    run_scrapy: RunScrapy, gazette: LocalSite, empty_database_url: str
) -> None:
    ended = run_scrapy("sites", "add", gazette.url("/"), NEWSBOT_DATABASE_URL=empty_database_url)
    assert ended.returncode == ExitCode.OK
    assert "whether any of these sites is forgotten is not known: the database" in ended.stderr


def test_a_site_that_does_not_answer_is_told(run_scrapy: RunScrapy, site: LocalSite) -> None:
    ended = run_scrapy("sites", "add", site.url("/nowhere"))
    assert ended.returncode == ExitCode.NOTHING_FETCHED
    assert "http_404" in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("https://gazette.example", "--yes"), "--yes needs a file to write to"),
        (("mailto:anna@gazette.example",), "is no web URL"),
        (("www.bbc.co.uk",), "is registered already, as bbc in "),
        (("gazette.example", "--key", "npr"), "the key 'npr' is taken"),
    ],
)
def test_what_cannot_be_added_is_said_before_any_request(
    run_scrapy: RunScrapy, arguments: tuple[str, ...], says: str
) -> None:
    ended = run_scrapy("sites", "add", *arguments)
    assert ended.returncode == ExitCode.CONFIGURATION
    assert says in ended.stderr
