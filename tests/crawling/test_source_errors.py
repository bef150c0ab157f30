"""What stands in place of a source, and how that is said."""

import asyncio

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import TextResponse
from scrapy.utils.test import get_crawler
from twisted.python.failure import Failure

from newsbot.crawling.failures import REASONS as FAILURES
from newsbot.crawling.failures import failure_of
from newsbot.crawling.source_errors import CAME_IN_PART, SENTENCES, source_error
from newsbot.downloading import refusals
from newsbot.errors import SourceError
from newsbot.reasons import REASONS, reason_of
from newsbot.spiders.by_kind import SPIDERS
from newsbot.wholeness import CUT_OFF
from tests.spiders.in_place import InPlace

URL = "https://gazette.example/world"
REFUSALS = [
    kind
    for kind in vars(refusals).values()
    if isinstance(kind, type)
    and kind
    not in {
        IgnoreRequest,
        refusals.HostPaused,
        refusals.LeaseLost,
        refusals.RejectedPage,
        refusals.RepeatedPage,
    }
]
CONSENT = (
    "We and our partners use cookies to store data on your device. You can give your consent to "
    "personalized ads, or opt out. Your choices for cookies and partners can be changed by you."
)


def page(body: str, title: str = "Gazette", head: str = "") -> str:
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    )


IN_PLACE = {
    "cookie_wall": page(f"<h1>Your privacy</h1><p>{CONSENT}</p><button>Accept</button>"),
    "bot_challenge": page("<p>Checking your browser before you go on.</p>", "Just a moment..."),
    "login_wall": page("<form><input name=u><input type=password></form>", "Sign in"),
    "soft_404": page("<h1>Page not found</h1><p>Try our front page.</p>", "Page not found"),
    "script_shell": page("<noscript>You need JavaScript.</noscript><script src=/a.js></script>"),
    "json": ' {"error": {"code": 500, "message": "backend"}}',
    "empty": "\n\n",
}


def report(kind: str, body: str, *flags: str, content_type: str = "text/html"):
    spider = SPIDERS[kind](url=URL)
    spider.pool = InPlace()
    request = spider.source_request(spider.sources[0])
    headers = {"Content-Type": content_type}
    response = TextResponse(
        URL, body=body.encode(), headers=headers, request=request, flags=list(flags)
    )
    *_, last = asyncio.run(_all(spider.parse_source(response)))
    return last


async def _all(outcomes):
    return [outcome async for outcome in outcomes]


@pytest.mark.parametrize("kind", SPIDERS)
@pytest.mark.parametrize("reason", IN_PLACE)
def test_what_stands_in_place_of_a_source_is_named(kind, reason):
    said = report(kind, IN_PLACE[reason])
    assert (said.reason, said.links) == (reason, 0)
    assert said.failure == str(source_error(reason, kind))


@pytest.mark.parametrize(
    ("kind", "body", "reason"),
    [
        (
            "feed",
            '<rss version="2.0"><channel><title>Gazette</title></channel></rss>',
            "no_entries",
        ),
        ("feed", '<feed xmlns="http://www.w3.org/2005/Atom"></feed>', "no_entries"),
        ("feed", '{"version": "https://jsonfeed.org/version/1.1", "items": []}', "no_entries"),
        ("sitemap", "<urlset></urlset>", "no_entries"),
        ("sitemap", "<sitemapindex></sitemapindex>", "no_entries"),
        ("section", page("<a href='/about'>About</a>" + "<p>Words.</p>" * 40), "no_article_links"),
        ("feed", page("<h1>Our feeds have moved</h1>" + "<p>Some words.</p>" * 40), "html_page"),
        ("feed", "<urlset></urlset>", "unreadable"),
        ("sitemap", "hello", "unreadable"),
    ],
)
def test_a_source_with_nothing_in_it_has_failed(kind, body, reason):
    assert report(kind, body).reason == reason


NAMED = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'


def test_a_page_in_place_of_a_feed_tells_the_feeds_that_it_names():
    moved = "<h1>Our feeds have moved</h1>" + "<p>Some words.</p>" * 40
    assert report("feed", page(moved, head=NAMED)).failure.endswith(
        f"{URL} is an HTML page; it names the feed https://gazette.example/feed.xml"
    )
    assert report("feed", page(moved)).failure.endswith("is an HTML page; it names no feed")
    login = page("<form><input type=password></form>", "Sign in", head=NAMED)
    assert "names the feed https://gazette.example/feed.xml" in report("feed", login).failure


def test_the_links_before_a_mistake_in_json_are_used_and_the_mistake_is_told():
    item = '{"id": "1", "url": "https://gazette.example/a"}'
    body = f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{item},]}}'
    said = report("feed", body, content_type="application/feed+json")
    assert (said.reason, said.links) == ("part_unreadable", 1)
    assert "its first 1 links were used: broken JSON" in said.failure


@pytest.mark.parametrize(
    ("body", "flags", "said"),
    [
        (IN_PLACE["login_wall"], [], "A login page stands in place of the section page."),
        ("", [], "The response is empty."),
        ("<a href='/2026/05/04/mill-burns'>Mill burns</a>", [CUT_OFF], "its first 1 links"),
    ],
)
def test_a_next_page_is_judged_as_the_section_page_is(body, flags, said, caplog):
    spider = SPIDERS["section"].from_crawler(get_crawler(SPIDERS["section"]), url=URL)
    spider.pool = InPlace()
    request = Request(f"{URL}?page=2", meta={"source": spider.sources[0]})
    response = TextResponse(request.url, body=body.encode(), request=request, flags=flags)
    requests = asyncio.run(_all(spider.parse_next_page(response)))
    assert len(requests) == len(flags)
    assert spider.crawler.stats.get_value("newsbot/section_pages_failed") == 1
    assert said in caplog.text


@pytest.mark.parametrize("kind", SPIDERS)
def test_what_a_part_of_a_source_says_is_no_verdict(kind):
    said = report(kind, IN_PLACE["cookie_wall"], CUT_OFF)
    assert said.reason == CAME_IN_PART
    assert "its first 0 links were used" in said.failure


@pytest.mark.parametrize(
    "error", [*(kind("x") for kind, _ in FAILURES), *(kind("x") for kind in REFUSALS)], ids=repr
)
@pytest.mark.parametrize("kind", SPIDERS)
def test_a_source_that_could_not_be_downloaded_has_one_report_that_says_why(kind, error):
    spider = SPIDERS[kind](url=URL)
    failure = Failure(error)
    failure.request = spider.source_request(spider.sources[0])
    (said,) = spider.source_failed(failure)
    assert said.reason == failure_of(error).reason
    assert said.failure.startswith(reason_of(said.reason).sentence.rstrip("."))
    assert (said.links, "{" in said.failure) == (0, False)


@pytest.mark.parametrize("reason", sorted({*SENTENCES, *REASONS, "http_503"}))
def test_every_reason_is_one_sentence(reason):
    error = source_error(reason, "section", "de\ntail", size=1, links=2, count=3)
    assert isinstance(error, SourceError)
    assert str(error).endswith(": de tail")
    assert "{" not in str(error)
