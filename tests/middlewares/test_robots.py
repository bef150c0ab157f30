"""Crawls that meet a robots.txt, as the servers saw them; without a database."""

import gzip
from collections.abc import Iterator

import pytest

from tests.spiders.local_hosts import LocalHosts, dripping, hanging_up, local_hosts
from tests.spiders.small_crawl import Crawled, crawl

PAGE = "<html><body>Bridge"
FORBID = "User-agent: *\nDisallow: /"
A, B = "127.0.0.1", "127.0.0.2"


@pytest.fixture
def hosts() -> Iterator[LocalHosts]:
    with local_hosts(2) as served:
        yield served


def pages(*urls: str, **settings: object) -> Crawled:
    return crawl("pages", settings, urls=",".join(urls))


def reasons(crawled: Crawled) -> set[str]:
    return {rejection.reason for rejection in crawled.rejections.values()}


def test_of_twenty_urls_at_once_none_is_fetched_where_all_is_forbidden(hosts):
    hosts.robots(A, FORBID)
    urls = [hosts.add(hosts.url(A, f"/{number}"), PAGE) for number in range(20)]
    crawled = pages(*urls)
    assert hosts.asked == [hosts.url(A, "/robots.txt")]
    assert len(crawled.rejections) == 20
    assert reasons(crawled) == {"robots_txt"}


def test_a_redirect_to_another_host_asks_that_hosts_robots_txt(hosts):
    hosts.robots(B, FORBID)
    for number in range(5):
        hosts.add(hosts.url(B, f"/{number}"), PAGE)
        hosts.add(hosts.url(A, f"/{number}"), status=302, Location=hosts.url(B, f"/{number}"))
    crawled = pages(*(hosts.url(A, f"/{number}") for number in range(5)))
    assert reasons(crawled) == {"robots_txt"}
    assert {url for url in hosts.asked if B in url} == {hosts.url(B, "/robots.txt")}


def test_a_child_sitemap_is_held_to_robots_txt(hosts):
    hosts.robots(A, "User-agent: newsbot\nDisallow: /private")
    child = hosts.add(hosts.url(A, "/private/1.xml"), "<urlset></urlset>")
    index = f"<sitemapindex><sitemap><loc>{child}</loc></sitemap></sitemapindex>"
    top = hosts.add(hosts.url(A, "/index.xml"), index)
    crawled = crawl("sitemap", url=top)
    assert hosts.pages_asked() == [top]
    assert crawled.stats["newsbot/child_sitemap_failed"] == 1


def test_a_forbidden_source_is_reported_as_such(hosts):
    hosts.robots(A, FORBID)
    (report,) = crawl("feed", url=hosts.url(A, "/rss")).reports
    assert report.failure.startswith("robots.txt forbids the URL: forbidden by the robots.txt of")


@pytest.mark.parametrize("status", [401, 403, 404, 410, 418])
def test_a_robots_txt_that_is_not_to_be_had_allows_all(hosts, status):
    hosts.add(hosts.url(A, "/robots.txt"), FORBID, status=status)
    url = hosts.add(hosts.url(A, "/a"), PAGE)
    assert [page.url for page in pages(url).pages] == [url]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_while_robots_txt_fails_nothing_is_fetched(hosts, status):
    hosts.add(hosts.url(A, "/robots.txt"), status=status)
    crawled = pages(*(hosts.add(hosts.url(A, f"/{n}"), PAGE) for n in range(20)))
    assert hosts.asked == [hosts.url(A, "/robots.txt")]
    assert reasons(crawled) == {"robots_unreachable"}
    assert f"http_{status}" in crawled.rejections[hosts.url(A, "/0")].detail


@pytest.mark.parametrize("way", ["drips", "hangs up", "has no name", "refuses"])
def test_while_robots_txt_does_not_come_nothing_is_fetched(hosts, way):
    robots = hosts.url(A, "/robots.txt")
    hosts.answers[robots] = dripping(hosts) if way == "drips" else hanging_up
    host = {"has no name": "http://nowhere.invalid", "refuses": "http://127.0.0.1:1"}
    urls = [f"{host.get(way, hosts.url(A))}/{number}" for number in range(5)]
    crawled = pages(*urls, DOWNLOAD_TIMEOUT=1)
    assert hosts.pages_asked() == []
    assert len(crawled.rejections) == 5
    assert reasons(crawled) == {"robots_unreachable"}


def test_a_robots_txt_that_redirects_in_a_circle_forbids_all(hosts):
    robots = hosts.url(A, "/robots.txt")
    hosts.add(robots, status=301, Location="/robots.txt")
    crawled = pages(hosts.url(A, "/a"), hosts.url(A, "/b"))
    assert hosts.asked == [robots] * 6
    assert reasons(crawled) == {"robots_unreachable"}


def test_five_redirects_of_robots_txt_are_followed_also_to_other_hosts(hosts):
    for number in range(4):
        hosts.add(hosts.url(A, f"/r{number}"), status=302, Location=f"/r{number + 1}")
    hosts.add(hosts.url(A, "/robots.txt"), status=301, Location="/r1")
    hosts.add(hosts.url(A, "/r4"), status=308, Location=hosts.url(B, "/robots.txt"))
    hosts.robots(B, "User-agent: *\nDisallow: /private")
    good = hosts.add(hosts.url(A, "/a"), PAGE)
    crawled = pages(good, hosts.url(A, "/private/a"))
    assert [page.url for page in crawled.pages] == [good]
    assert reasons(crawled) == {"robots_txt"}


def test_of_a_large_robots_txt_the_first_500_kib_hold(hosts):
    start = "User-agent: *\nDisallow: /early\n"
    filling = "".join(f"Disallow: /filling/{number}\n" for number in range(220_000))
    hosts.robots(A, start + filling + "Disallow: /late\n")
    late = hosts.add(hosts.url(A, "/late"), PAGE)
    crawled = pages(hosts.url(A, "/early"), late, hosts.url(A, "/filling/17"))
    assert [page.url for page in crawled.pages] == [late]
    assert hosts.pages_asked() == [late]
    assert crawled.stats["peak_rss_mb"] < 250


def test_a_rule_that_is_cut_at_500_kib_does_not_hold(hosts):
    start = "User-agent: *\nDisallow: /x\n"
    filling = "#" * (500 * 1024 - len(start) - 1 - len("Disallow: /"))
    hosts.robots(A, f"{start}{filling}\nDisallow: /private\n")
    url = hosts.add(hosts.url(A, "/a"), PAGE)
    assert [page.url for page in pages(url, hosts.url(A, "/x")).pages] == [url]


@pytest.mark.parametrize("location", ["ftp://127.0.0.1/robots.txt", "http://[gazette]/", ""])
def test_a_robots_txt_that_redirects_to_nowhere_forbids_all(hosts, location):
    hosts.add(
        hosts.url(A, "/robots.txt"), status=302, **({"Location": location} if location else {})
    )
    assert reasons(pages(hosts.url(A, "/a"))) == {"robots_unreachable"}
    assert hosts.pages_asked() == []


def test_a_compressed_robots_txt_is_read_as_far_as_it_counts(hosts):
    swollen = gzip.compress(FORBID.encode() + b"\n" + b"#" * 300_000_000)
    hosts.add(hosts.url(A, "/robots.txt"), swollen, Content_Encoding="gzip")
    crawled = pages(hosts.url(A, "/a"))
    assert hosts.pages_asked() == []
    assert reasons(crawled) == {"robots_txt"}
    assert crawled.stats["peak_rss_mb"] < 250


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(b"\x1f\x8bnope", "gzip"), (gzip.compress(b"#" * 999)[:-9], "gzip"), (b"x", "br")],
    ids=["damaged", "cut off", "not asked for"],
)
def test_a_robots_txt_that_cannot_be_decoded_forbids_all(hosts, body, encoding):
    hosts.add(hosts.url(A, "/robots.txt"), body, Content_Encoding=encoding)
    assert reasons(pages(hosts.url(A, "/a"))) == {"robots_unreachable"}


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (FORBID.encode("utf-16"), "text/plain"),
        (FORBID.encode("utf-16-le"), "text/plain; charset=UTF-16LE"),
        (FORBID.encode("utf-32"), "text/plain"),
        (gzip.compress(FORBID.encode()), "application/gzip"),
        (gzip.compress(FORBID.encode("utf-16")), "text/plain"),
    ],
    ids=["UTF-16 by its mark", "UTF-16 by the header", "UTF-32", "gzip", "gzip of UTF-16"],
)
def test_a_robots_txt_in_another_form_is_read(hosts, body, content_type):
    hosts.add(hosts.url(A, "/robots.txt"), body, Content_Type=content_type)
    assert reasons(pages(hosts.url(A, "/a"))) == {"robots_txt"}


@pytest.mark.parametrize("body", [FORBID.encode("utf-16-le"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"])
def test_a_robots_txt_that_is_no_text_forbids_all(hosts, body):
    hosts.add(hosts.url(A, "/robots.txt"), body)
    assert reasons(pages(hosts.url(A, "/a"))) == {"robots_unreachable"}


def test_a_robots_txt_that_is_cut_off_forbids_all(hosts):
    hosts.add(hosts.url(A, "/robots.txt"), "User-agent: *\nAllow: /", Content_Length="999")
    assert reasons(pages(hosts.url(A, "/a"))) == {"robots_unreachable"}
