import http.client
import re
import socket
import tomllib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import combinations
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import lxml.etree
import lxml.html
import pytest
import trafilatura

from newsbot import clock
from newsbot.demo.outlets import OUTLETS
from newsbot.demo.site import DemoSite
from newsbot.errors import ConfigurationError

GONE = "/news/20260514/school-choir-sings-at-the-spring-fair.html"
MOVED = "/culture/museum-to-return-carved-door-104228"
COOKIE_WALL = "/2026/05/16/oyster-beds-open-early-after-mild-spring"
SOFT_404 = "/city/zoo-welcomes-first-otter-cubs-104226"
INDEX = "/topics/coast-and-ferries-104190"
EMPTY = "/news/20260521/flower-show-results-in-full.html"
SUBSCRIBERS_ONLY = "/subscribers/2026/05/19/harbour-masters-diary-for-may"
TRAM = "/city/tram-line-four-to-reach-the-docks-104208"
NO_ARTICLES = {GONE, MOVED, COOKIE_WALL, SOFT_404, INDEX, EMPTY, SUBSCRIBERS_ONLY}

WIRE_STORIES = {
    "cable": (
        "/2026/05/12/undersea-cable-fault-leaves-saltren-islands-on-emergency-power",
        "/country/power-cable-to-saltren-islands-fails-104196",
        "/news/20260512/islands-dark-for-hours-after-cable-fault.html",
    ),
    "rail": (
        "/2026/05/15/rail-strike-called-off-after-late-deal",
        "/country/rail-unions-and-coast-line-agree-pay-deal-104221",
        "/news/20260515/trains-will-run-after-all.html",
    ),
}
BODY = """
    //section[@class="gh-content gh-canvas"]/p | //div[@class="entry-content"]/p
    | //div[@id="story"]/p[not(@class)]
"""
PAGE_STAMP = re.compile(
    r'(?:"datePublished": |article:published_time" content=|<time datetime=)"([^"]+)"'
)


@pytest.fixture(scope="module")
def site():
    with DemoSite(base_port=0) as running:
        yield running


def fetch(url):
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    try:
        connection.request("GET", parts.path)
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def document(url):
    response, content = fetch(url)
    return lxml.html.fromstring(content.decode(response.headers.get_content_charset()), url)


def hrefs(url):
    links = (urljoin(url, href).split("#")[0] for href in document(url).xpath("//a/@href"))
    return set(links) - {url}


def listings(site):
    """Every source's kind and URL, and its tree where it is XML."""
    for outlet in OUTLETS:
        for kind, path in outlet.sources:
            url = site.base_urls[outlet.key] + path
            yield kind, url, (None if kind == "section" else lxml.etree.fromstring(fetch(url)[1]))


def dated_links(site):
    """Address and publication time, as feeds and sitemaps list them."""
    for kind, _, tree in listings(site):
        if kind == "section":
            continue
        for entry in tree.iterfind("{*}url"):
            yield entry.findtext("{*}loc"), entry.findtext(".//{*}publication_date")
        for entry in tree.iterfind("{*}entry"):
            yield entry.find("{*}link").get("href"), entry.findtext("{*}published")
        for entry in tree.iterfind("channel/item"):
            yield entry.findtext("link"), entry.findtext("pubDate")


def section_links(site):
    sections = [url for kind, url, _ in listings(site) if kind == "section"]
    return set().union(*map(hrefs, sections))


def listed(site):
    return {url for url, _ in dated_links(site)} | section_links(site)


def texts(site):
    """Path → paragraphs of every listed page that holds an article."""
    pages = {urlsplit(url).path: url for url in listed(site)}
    paths = {path for path in pages if re.search(r"\d{4}", path)} - NO_ARTICLES
    return {
        path: [
            " ".join(found.text_content().split()) for found in document(pages[path]).xpath(BODY)
        ]
        for path in sorted(paths)
    }


def shingles(paragraphs):
    words = re.findall(r"\w+", " ".join(paragraphs).lower())
    return {tuple(words[start : start + 5]) for start in range(len(words) - 4)}


def moment(text):
    try:
        stamp = datetime.fromisoformat(text)
    except ValueError:
        stamp = parsedate_to_datetime(text)
    return stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)


def test_every_listed_page_answers_as_it_should(site):
    statuses = {urlsplit(url).path: fetch(url)[0].status for url in listed(site)}
    others = {path: status for path, status in statuses.items() if status != 200}
    assert others == {GONE: 404, MOVED: 301}
    assert statuses.keys() >= NO_ARTICLES


def test_the_moved_page_leads_to_an_article(site):
    response, _ = fetch(site.base_urls["vellan-post"] + MOVED)
    assert urlsplit(response.headers["Location"]).path in texts(site)


def test_every_link_on_every_page_leads_to_a_page(site):
    pages = {url for url in listed(site) if fetch(url)[0].status == 200}
    targets = set().union(*map(hrefs, pages))
    assert {url: fetch(url)[0].status for url in targets if fetch(url)[0].status != 200} == {}


def test_robots_txt_forbids_a_page_that_the_section_links(site):
    base_url = site.base_urls["harbour-gazette"]
    rules = RobotFileParser()
    rules.parse(fetch(f"{base_url}/robots.txt")[1].decode().splitlines())
    forbidden = {url for url in section_links(site) if not rules.can_fetch("newsbot", url)}
    assert forbidden == {base_url + SUBSCRIBERS_ONLY}
    assert rules.site_maps() == [f"{base_url}/sitemap-news.xml"]


def test_sources_and_pages_agree_on_the_time_of_publication(site):
    compared = 0
    for url, stamp in dated_links(site):
        assert moment(stamp).strftime("%Y-%m") == "2026-05"
        found = PAGE_STAMP.search(fetch(url)[1].decode(errors="replace"))
        if found:
            compared += 1
            assert moment(stamp) == moment(found[1]), url
    assert compared > 20


def test_the_courier_is_sent_in_windows_1252(site):
    response, content = fetch(f"{site.base_urls['thessel-courier']}/news/")
    assert response.headers["Content-Type"] == "text/html; charset=windows-1252"
    assert b"\xa9 2026" in content


def test_trafilatura_reads_exactly_the_seed_bodies(site):
    for url, body in site.expected_bodies().items():
        assert read_by_trafilatura(url) == body


def test_trafilatura_reads_every_article_whole(site):
    urls = {urlsplit(url).path: url for url in listed(site)}
    for path, paragraphs in texts(site).items():
        assert read_by_trafilatura(urls[path]).endswith("\n".join(paragraphs)), path


def read_by_trafilatura(url):
    found = trafilatura.bare_extraction(
        fetch(url)[1], include_comments=False, favor_precision=True, with_metadata=True
    )
    return found.text


def test_articles_are_of_a_believable_length(site):
    for path, paragraphs in texts(site).items():
        words = len(" ".join(paragraphs).split())
        assert 4 <= len(paragraphs) <= 10, path
        assert (60 if "market" in path else 150) <= words <= 400, path


@pytest.mark.parametrize("story", WIRE_STORIES)
def test_wire_copies_are_clearly_alike(site, story):
    found = texts(site)
    for one, other in combinations((shingles(found[path]) for path in WIRE_STORIES[story]), 2):
        shared = one & other
        assert len(shared) >= 100
        assert len(shared) / min(len(one), len(other)) > 0.85


def test_no_two_other_articles_are_copies(site):
    wire = [{*paths} for paths in WIRE_STORIES.values()]
    for (path, one), (other_path, other) in combinations(texts(site).items(), 2):
        if any({path, other_path} <= paths for paths in wire):
            continue
        mine, theirs = shingles(one), shingles(other)
        containment = len(mine & theirs) / min(len(mine), len(theirs))
        assert containment < 0.45, (path, other_path)


def test_the_follow_up_recycles_two_paragraphs(site):
    found = texts(site)
    first = found["/2026/05/11/ferry-terminal-reopens-after-storm"]
    second = found["/2026/05/18/harbour-board-was-warned-four-times"]
    assert len({*first} & {*second}) == 2


def test_the_correction_changes_the_page_and_its_stamps():
    with DemoSite(base_port=0) as fresh:
        before = tram_story(fresh)
        published_at = clock.now()
        fresh.publish_correction()
        after = tram_story(fresh)
    assert "48 million crowns, and" in before[0]
    assert "38 million crowns, and" in after[0]
    assert "Correction, 14 May 2026" in after[0]
    assert before[1:] == ("2026-05-13T17:30:00Z",) * 3
    assert after[1:3] == ("2026-05-14T08:05:00Z",) * 2
    assert datetime.fromisoformat(after[3]) >= published_at


def tram_story(site):
    """The tram story's text, and when the page, the feed and the sitemap say that it changed."""
    base_url = site.base_urls["vellan-post"]
    found = [
        fetch(base_url + path)[1].decode() for path in (TRAM, "/atom.xml", "/sitemap-news.xml")
    ]
    patterns = (
        'article:modified_time" content="([^"]+)',
        f"<id>{base_url}{TRAM}</id>.*?<updated>([^<]+)",
        f"<loc>{base_url}{TRAM}</loc>.*?<lastmod>([^<]+)",
    )
    stamps = [
        re.search(pattern, text, re.DOTALL)[1]
        for pattern, text in zip(patterns, found, strict=True)
    ]
    return found[0], *stamps


@pytest.mark.parametrize(
    "path", ["/nothing", f"{TRAM}.corrected", f"{TRAM}.corrected.html", "/../site.py", "/plain/"]
)
def test_what_is_no_page_answers_404(site, path):
    assert fetch(site.base_urls["vellan-post"] + path)[0].status == 404


def test_the_registry_names_the_ports_in_use(site, tmp_path):
    registry = tomllib.loads(site.sites_file(tmp_path / "sites.toml").read_text(encoding="utf-8"))
    entries = registry["sites"]
    urls = {key: f"http://{entry['domains'][0]}" for key, entry in entries.items()}
    sources = [source["url"] for entry in entries.values() for source in entry["sources"]]
    assert urls == site.base_urls
    assert {fetch(url)[0].status for url in sources} == {200}


def test_a_port_in_use_is_an_error_that_names_the_remedy():
    with socket.create_server(("127.0.0.1", 0)) as occupied:
        port = occupied.getsockname()[1]
        with pytest.raises(ConfigurationError, match=rf"port {port} .*make demo DEMO_PORT="):
            DemoSite(base_port=port).__enter__()
