"""`scrapy sites check` says of each source what it lists, and why it does not."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from newsbot.errors import ConfigurationError, ExitCode
from newsbot.sites.registry import load_registry
from newsbot.sites.status_line import with_status, write_status
from newsbot.storage.rewriting.ownership.forgetting import set_forgotten
from tests.conftest import RunScrapy
from tests.spiders.local_site import LocalSite

FEED = """<rss version="2.0"><channel><title>The Gazette</title>
<item><title>Ferry sails again</title><link>/2026/05/02/ferry-sails-again</link>
<pubDate>Sat, 02 May 2026 08:00:00 GMT</pubDate></item>
<item><title>Bridge closes</title><link>/2026/05/01/bridge-closes</link>
<pubDate>Fri, 01 May 2026 08:00:00 GMT</pubDate></item></channel></rss>"""
MAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url>
<loc>{}</loc><lastmod>2026-05-03</lastmod></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>{}</loc></sitemap></sitemapindex>"""
XML = {"Content_Type": "application/xml"}

MakeRegistry = Callable[..., Path]


@pytest.fixture
def registry(site: LocalSite, tmp_path: Path) -> MakeRegistry:
    """Writes a registry of one site with the sources given, each as (kind, path)."""

    def write(*sources: tuple[str, str], status: str = "") -> Path:
        listed = ", ".join(f'{{ kind = "{k}", url = "{site.url(p)}" }}' for k, p in sources)
        file = tmp_path / "sites.toml"
        file.write_text(
            f'[sites.gazette]\nname = "The Gazette"  # of Vellan\n{status}'
            f'domains = ["127.0.0.1:{site.port}"]\nsources = [{listed}]\n'
        )
        return file

    return write


def test_every_source_gets_a_verdict(
    run_scrapy: RunScrapy, site: LocalSite, registry: MakeRegistry
) -> None:
    site.add("/robots.txt", "User-agent: *\nDisallow: /private", Content_Type="text/plain")
    site.add("/rss", FEED, **XML)
    site.add("/map.xml", MAP.format(site.url("/2026/05/03/mill-burns")), **XML)
    site.add("/index.xml", INDEX.format(site.url("/map.xml")), **XML)
    site.add("/page", "<html><body><p>Welcome to our new site</p></body></html>")
    site.add("/none", '<rss version="2.0"><channel><title>A</title></channel></rss>', **XML)
    kinds = {"/rss": "feed", "/index.xml": "sitemap", "/page": "feed", "/none": "feed"}
    file = registry(*((k, p) for p, k in kinds.items()), ("feed", "/gone"), ("feed", "/private"))
    ended = run_scrapy("sites", "check", "--json", "--sites-file", str(file), timeout_s=200)
    found = [(each["verdict"], each["links"], each["newest"]) for each in json.loads(ended.stdout)]
    assert found == [
        ("ok", 2, "2026-05-02T08:00:00+00:00"),
        ("ok", 1, "2026-05-03T00:00:00+00:00"),
        ("html_page", 0, None),
        ("no_entries", 0, None),
        ("http_404", 0, None),
        ("robots_txt", 0, None),
    ]
    assert ended.returncode == ExitCode.EXPECTATIONS
    assert "/private" not in site.requested
    assert "6/6 gazette" in ended.stderr


def test_a_site_whose_sources_are_well_is_marked_if_asked(
    run_scrapy: RunScrapy, site: LocalSite, registry: MakeRegistry
) -> None:
    site.add("/rss", FEED, **XML)
    file = registry(("feed", "/rss"))
    check = ("sites", "check", "gazette", "--sites-file", str(file))
    asked = run_scrapy(*check)
    assert asked.returncode == ExitCode.OK
    assert "--write sets it: gazette" in asked.stderr
    assert load_registry(file).site("gazette").status == "unchecked"
    assert run_scrapy(*check, "--write").returncode == ExitCode.OK
    assert load_registry(file).site("gazette").status == "checked"
    assert "# of Vellan" in file.read_text()


def test_no_source_fetched_has_an_exit_code_of_its_own(
    run_scrapy: RunScrapy, registry: MakeRegistry
) -> None:
    file = registry(("feed", "/gone"), status='status = "checked"\n')
    ended = run_scrapy("sites", "check", "--sites-file", str(file), "--write")
    assert ended.returncode == ExitCode.NOTHING_FETCHED
    assert "http_404" in ended.stdout
    assert load_registry(file).site("gazette").status == "checked"


def test_an_option_of_another_action_is_refused(run_scrapy: RunScrapy) -> None:
    ended = run_scrapy("sites", "list", "--write")
    assert ended.returncode == ExitCode.USAGE
    assert "scrapy sites list has no option --write" in ended.stderr + ended.stdout


@pytest.mark.parametrize(
    ("entry", "changed"),
    [
        ('[sites.a]\nstatus = "unchecked"\n', '[sites.a]\nstatus = "checked"\n'),
        ("[sites.a]\nstatus='unchecked' # yet\n", '[sites.a]\nstatus="checked" # yet\n'),
        ('[sites."a"]\nname = "A"\n', '[sites."a"]\nstatus = "checked"\nname = "A"\n'),
        (
            '[sites.a]\n[sites.b]\nstatus = "unchecked"\n',
            '[sites.a]\nstatus = "checked"\n[sites.b]\nstatus = "unchecked"\n',
        ),
        ('[sites.ab]\nstatus = "unchecked"\n', '[sites.ab]\nstatus = "unchecked"\n'),
    ],
)
def test_only_the_status_of_the_site_changes(entry: str, changed: str) -> None:
    assert with_status(entry, "a", "checked") == changed


def test_an_entry_in_a_form_that_cannot_be_edited_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "sites.toml"
    text = '[sites]\na = { name = "A", domains = ["a.example"], sources = [{ kind = "feed", '
    file.write_text(text + 'url = "https://a.example/rss" }] }\n')
    with pytest.raises(ConfigurationError, match=r'write status = "checked" into the entry'):
        write_status(load_registry(file).site("a"), "checked")
    assert file.read_text().startswith(text)


def test_the_status_is_written_without_a_change_of_the_ends_of_lines(tmp_path: Path) -> None:
    file = tmp_path / "sites.toml"
    entry = (
        '[sites.gazette]\nname = "The Gazette"\nstatus = "unchecked"\n'
        'domains = ["gazette.example"]\n'
        'sources = [{ kind = "feed", url = "https://gazette.example/rss" }]\n'
    )
    before = entry.replace("\n", "\r\n").encode()
    file.write_bytes(before)
    write_status(load_registry(file).sites[0], "checked")
    assert file.read_bytes() == before.replace(b"unchecked", b"checked")


@pytest.mark.parametrize("key", ["gazette", "old-gazette"])
def test_a_site_that_was_forgotten_is_told_in_one_line(
    run_scrapy: RunScrapy, site: LocalSite, registry: MakeRegistry, engine: Engine, key: str
) -> None:
    site.add("/rss", FEED, **XML)
    file = registry(("feed", "/rss"), ("feed", "/rss?page=2"))
    set_forgotten(engine, key, [f"127.0.0.1:{site.port}"])
    ended = run_scrapy("sites", "check", "--sites-file", str(file))
    (line,) = [line for line in ended.stderr.splitlines() if "forgotten" in line]
    assert f"{key} was forgotten on 20" in line
    assert f"`scrapy sites forget {key} --undo` allows it again" in line


def test_slow_hosts_are_asked_less_often_as_in_a_crawl(
    run_scrapy: RunScrapy, site: LocalSite, registry: MakeRegistry
) -> None:
    site.add("/rss", FEED, **XML)
    file = registry(("feed", "/rss"))
    options = ("-s", "AUTOTHROTTLE_ENABLED=1", "-s", "AUTOTHROTTLE_DEBUG=1", "-s", "LOG_LEVEL=INFO")
    ended = run_scrapy("sites", "check", "--sites-file", str(file), *options)
    assert "slot: 127.0.0.1" in ended.stderr
