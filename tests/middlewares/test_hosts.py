"""Hosts that refuse, fail or ask for patience, as the servers saw the crawl; without a database."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from itertools import cycle, pairwise

import pytest

from tests.spiders.local_hosts import Behaviour, LocalHosts, dripping, hanging_up, local_hosts
from tests.spiders.small_crawl import Crawled, crawl

PAGE = "<html><body>Bridge"
LONG_AGO = "Fri, 31 Dec 1999 22:59:59 GMT"
A, B = "127.0.0.1", "127.0.0.2"
# Without a delay Scrapy sends all that comes at once, whatever the concurrency.
ONE_BY_ONE = {"CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0.02}


@pytest.fixture
def hosts() -> Iterator[LocalHosts]:
    with local_hosts(2) as served:
        yield served


def pages(*urls: str, **settings: object) -> Crawled:
    return crawl("pages", ONE_BY_ONE | settings, urls=",".join(urls))


def urls_of(hosts: LocalHosts, count: int) -> list[str]:
    return [hosts.url(A, f"/{number}") for number in range(count)]


def in_turn(*statuses: int) -> Behaviour:
    """Answers the first request with the first status, the second with the second, and so on.

    URLs have no status of their own, as a crawl need not ask for them in the order of its list: one
    that comes just when the robots.txt is read overtakes those that waited for it.
    """
    turns = cycle(statuses)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(next(turns))
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", str(len(PAGE)))
        handler.end_headers()
        handler.wfile.write(PAGE.encode())

    return answer


@pytest.mark.parametrize(
    ("status", "headers", "asked"),
    [
        (429, {}, 1),
        (429, {"Retry-After": "30"}, 1),
        (503, {"Retry-After": "Fri, 31 Dec 2100 23:59:59 GMT"}, 1),
        (503, {"Retry-After": "soon"}, 3),
        # The clock of the host is wrong by decades, but it asks for a pause of an hour.
        (503, {"Date": LONG_AGO, "Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"}, 1),
        (500, {}, 3),
        (403, {}, 3),
    ],
)
def test_a_host_that_refuses_is_left_alone(hosts, status, headers, asked):
    hosts.others[A] = (status, headers, b"")
    hosts.robots(A, "")
    crawled = pages(*urls_of(hosts, 20))
    assert len(hosts.pages_asked()) == asked
    assert {each.reason for each in crawled.rejections.values()} == {f"http_{status}"}
    assert crawled.stats["newsbot/deferred/host_paused"] == 20 - asked


def test_a_page_now_and_then_that_is_forbidden_pauses_nobody(hosts):
    urls = urls_of(hosts, 12)
    hosts.answers |= dict.fromkeys(urls, in_turn(403, 403, 200))
    crawled = pages(*urls)
    assert sorted(hosts.pages_asked()) == sorted(urls)
    assert len(crawled.pages) == 4


def test_every_second_page_that_is_forbidden_pauses_nobody_without_a_delay_either(hosts):
    urls = urls_of(hosts, 16)
    hosts.answers |= dict.fromkeys(urls, in_turn(200, 403))
    crawled = pages(*urls, DOWNLOAD_DELAY=0, CONCURRENT_REQUESTS_PER_DOMAIN=2)
    assert len(crawled.pages) == 8
    assert sorted(hosts.pages_asked()) == sorted(urls)


def test_a_host_without_many_pages_pauses_nobody(hosts):
    urls = urls_of(hosts, 12)
    assert len(pages(*urls).rejections) == 12
    assert sorted(hosts.pages_asked()) == sorted(urls)


def test_a_redirect_on_the_way_to_a_refusal_is_no_good_answer(hosts):
    for number in range(20):
        hosts.add(hosts.url(A, f"/{number}"), status=301, Location=f"/page/{number}")
        hosts.add(hosts.url(A, f"/page/{number}"), status=403)
    pages(*urls_of(hosts, 20))
    assert sum("/page/" in url for url in hosts.asked) == 3


def test_one_host_that_is_left_alone_holds_up_no_other(hosts):
    hosts.others[A] = (429, {}, b"")
    good = [hosts.add(hosts.url(B, f"/{number}"), PAGE) for number in range(20)]
    crawled = pages(*urls_of(hosts, 60), *good)
    assert sorted(page.url for page in crawled.pages) == sorted(good)


def test_a_source_of_a_paused_host_is_deferred_not_failed(hosts):
    hosts.others[A] = (429, {}, b"")
    hosts.robots(A, "")
    feeds = [hosts.url(A, "/1.rss"), hosts.url(A, "/2.rss")]
    crawled = crawl("feed", ONE_BY_ONE, url=",".join(feeds))
    assert [report.reason for report in crawled.reports] == ["http_429"]
    assert crawled.stats["newsbot/source_deferred"] == 1


def test_a_page_that_does_not_come_is_its_own_fault_where_its_host_answers(hosts):
    slow, broken = hosts.url(A, "/slow"), hosts.url(A, "/broken")
    hosts.answers |= {slow: dripping(hosts), broken: hanging_up}
    good = [hosts.add(hosts.url(A, f"/{number}"), PAGE) for number in range(5)]
    crawled = pages(slow, broken, *good, DOWNLOAD_TIMEOUT=1)
    assert {url: it.reason for url, it in crawled.rejections.items()} == {
        slow: "page_timeout",
        broken: "cut_off",
    }
    assert len(crawled.pages) == 5


def test_a_source_whose_connection_closes_without_an_answer_has_failed(hosts):
    feed = hosts.url(A, "/rss")
    hosts.answers[feed] = hanging_up
    crawled = crawl("feed", url=feed)
    (report,) = crawled.reports
    assert (report.url, report.reason, report.links) == (feed, "cut_off", 0)
    assert "<" not in str(report.failure)


def test_a_redirect_to_what_is_no_web_url_is_a_reason_of_its_own(hosts):
    targets = ["ftp://gazette.example/a", "http://[bad/a", "http://a:99999/"]
    for number, target in enumerate(targets):
        hosts.add(hosts.url(A, f"/{number}"), status=302, Location=target)
    refused = pages(*urls_of(hosts, 3)).rejections.values()
    assert {each.reason for each in refused} == {"bad_redirect"}
    assert sorted(str(each.detail) for each in refused) == targets


def test_a_redirect_to_a_url_that_is_too_long_is_not_followed(hosts):
    url = hosts.add(hosts.url(A, "/0"), status=302, Location="/" + "a" * 2100)
    crawled = pages(url)
    assert {url: each.reason for url, each in crawled.rejections.items()} == {url: "url_too_long"}
    assert hosts.pages_asked() == [url]


def test_no_failed_request_is_sent_again_in_the_same_run(hosts):
    hosts.answers[hosts.url(A, "/broken")] = hanging_up
    hosts.add(hosts.url(A, "/500"), status=500)
    pages(hosts.url(A, "/broken"), hosts.url(A, "/500"))
    assert sorted(hosts.pages_asked()) == [hosts.url(A, "/500"), hosts.url(A, "/broken")]


def test_a_host_gets_the_delay_that_it_asks_for(hosts):
    hosts.robots(A, "User-agent: *\nCrawl-delay: 0.5")
    urls = [hosts.add(url, PAGE) for url in urls_of(hosts, 5)]
    pages(*urls, CONCURRENT_REQUESTS_PER_DOMAIN=8)
    # A server may see the first of two late, and so both closer: by no more than that.
    assert all(later - sooner > 0.4 for sooner, later in pairwise(hosts.times))


def test_autothrottle_shortens_no_delay_that_a_host_asked_for(hosts):
    hosts.robots(A, "User-agent: *\nCrawl-delay: 0.5")
    urls = [hosts.add(url, PAGE) for url in urls_of(hosts, 5)]
    pages(*urls, AUTOTHROTTLE_ENABLED=True, AUTOTHROTTLE_START_DELAY=0.02)
    assert hosts.times[-1] - hosts.times[0] > 5 * 0.5 - 0.1


def test_a_delay_is_the_least_time_between_two_requests(hosts):
    urls = [hosts.add(url, PAGE) for url in urls_of(hosts, 8)]
    pages(*urls, DOWNLOAD_DELAY=0.3, CONCURRENT_REQUESTS_PER_DOMAIN=8)
    assert hosts.times[-1] - hosts.times[0] > 8 * 0.3 - 0.1


def test_a_delay_that_is_configured_for_a_host_holds_for_it(hosts):
    urls = [hosts.add(url, PAGE) for url in urls_of(hosts, 4)]
    slots = {urls[0].removeprefix("http://").partition("/")[0]: {"delay": 0.4}}
    pages(*urls, DOWNLOAD_SLOTS=slots, DOWNLOAD_DELAY=0)
    assert hosts.times[-1] - hosts.times[0] > 4 * 0.4 - 0.1
