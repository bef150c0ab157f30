"""Which IPs newsbot connects to; the crawls are whole crawls of a server on loopback."""

from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from scrapy import Request
from twisted.internet.address import IPv4Address
from twisted.internet.interfaces import IHostnameResolver
from twisted.internet.testing import MemoryReactorClock
from twisted.web.client import Agent
from zope.interface import implementer

from newsbot.downloading.handlers.ip_guard import GuardedResolver
from newsbot.downloading.handlers.ip_ranges import is_allowed, parse_nets
from newsbot.errors import ConfigurationError
from newsbot.urls import host_of, requested_url
from tests.spiders.small_crawl import crawl
from tests.test_urls import WEB_URLS

LOOPBACK = parse_nets("127.0.0.0/8")
FEED = '<rss version="2.0"><channel><item><link>{}</link></item></channel></rss>'


@pytest.mark.parametrize(
    "ip",
    [
        "93.184.215.14",
        "1.1.1.1",
        "168.63.129.15",
        "192.0.1.0",
        "191.255.255.255",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2001:200::1",
        "3ffe::1",
        "::ffff:1.1.1.1",
        "64:ff9b::101:101",
        "2002:101:101::1",
    ],
)
def test_public_ips_are_allowed(ip):
    assert is_allowed(ip)


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",  # where clouds keep a machine's credentials
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - not bound to, refused
        "168.63.129.16",
        "192.0.0.1",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:192.0.0.192",
        "::127.0.0.1",
        "::1.1.1.1",
        "::ffff:0:1.1.1.1",
        "64:ff9b:1::1.1.1.1",
        "64:ff9b::c000:c0",
        "100::1",
        "2001:1::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:c000:c0::1",
        "3fff:fff::1",
        "4000::1",
        "5f00::1",
        "fec0::1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ],
)
def test_private_ips_are_refused_in_whatever_form(ip):
    assert not is_allowed(ip)


def test_a_network_that_is_named_is_allowed_and_no_other():
    assert is_allowed("127.0.0.1", LOOPBACK)
    assert is_allowed("::ffff:127.0.0.1", LOOPBACK)
    assert not is_allowed("10.0.0.1", LOOPBACK)
    assert not is_allowed("::1", LOOPBACK)


def test_a_named_network_is_not_reached_through_a_translator():
    assert not is_allowed("64:ff9b::7f00:1", LOOPBACK)


def test_networks_are_read_from_texts_and_lists():
    assert parse_nets("127.0.0.0/8, ::1/128,") == parse_nets(["127.0.0.0/8", "::1/128"])
    assert parse_nets("") == ()


@pytest.mark.parametrize("value", ["localhost", "127.0.0.1/8", "10.0.0.0/33"])
def test_what_is_no_network_is_an_error_in_one_line(value):
    with pytest.raises(
        ConfigurationError, match=r"NEWSBOT_ALLOW_NETS: .*; write networks"
    ) as raised:
        parse_nets(value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1"])
def test_private_hosts_are_refused_and_nothing_is_sent(site, host):
    url = f"http://{host}:{site.port}/a"
    crawled = crawl("pages", {"NEWSBOT_ALLOW_NETS": ""}, urls=url)
    (rejection,) = crawled.rejections.values()
    assert rejection.reason == "address_refused"
    assert "NEWSBOT_ALLOW_NETS does not allow" in rejection.detail
    assert crawled.stats["newsbot/address_refused"] == 2  # the page, and robots.txt before it
    assert site.requested == []


def test_a_redirect_to_a_private_host_is_refused(site):
    url = site.add("/out", status=302, Location=f"http://127.0.0.2:{site.port}/a")
    crawled = crawl("pages", {"NEWSBOT_ALLOW_NETS": "127.0.0.1/32"}, urls=url)
    assert crawled.rejections[url].reason == "address_refused"
    assert site.requested == ["/robots.txt", "/out"]


@pytest.mark.parametrize("host", ["127.0.0.1.", "0x7f.1", "anna:secret@127.0.0.1"])
def test_a_redirect_leads_to_the_host_in_its_one_spelling(site, host):
    page = site.add("/a", "<html>Bridge")
    url = site.add("/out", status=302, Location=f"http://{host}:{site.port}/b/../a#part")
    crawled = crawl("pages", {"LOG_LEVEL": "INFO"}, urls=url)
    assert [page.url for page in crawled.pages] == [page]
    assert "secret" not in crawled.log


def test_a_robots_txt_that_redirects_to_a_private_host_cannot_be_read(site):
    site.add("/robots.txt", status=302, Location=f"http://127.0.0.2:{site.port}/robots.txt")
    url = site.add("/a", "<html>Bridge")
    crawled = crawl("pages", {"NEWSBOT_ALLOW_NETS": ["127.0.0.1/32"]}, urls=url)
    assert crawled.rejections[url].reason == "robots_unreachable"
    assert site.requested == ["/robots.txt"]


def test_a_source_at_a_private_host_is_reported(site):
    feed = site.add("/rss", FEED.format(site.url("/a")))
    (report,) = crawl("feed", {"NEWSBOT_ALLOW_NETS": ""}, url=feed).reports
    assert report.reason == "address_refused"
    assert report.failure.startswith("The host's IP is private: 127.0.0.1 is at 127.0.0.1")


def test_proxies_are_refused(site, monkeypatch):
    monkeypatch.setenv("http_proxy", site.url("/"))
    monkeypatch.delenv("no_proxy", raising=False)
    url = site.add("/a", "<html>Bridge")
    (rejection,) = crawl("pages", urls=url).rejections.values()
    assert rejection.detail == "a proxy would look the host up by itself; unset http_proxy"
    assert site.requested == []


def test_the_handler_does_not_work_without_the_resolver(site):
    settings = {"TWISTED_DNS_RESOLVER": "scrapy.resolver.CachingThreadedResolver"}
    (rejection,) = crawl("pages", settings, urls=site.add("/a", "<html>")).rejections.values()
    assert rejection.reason == "address_refused"
    assert site.requested == []


@implementer(IHostnameResolver)
class OneAnswer:
    """Records the hosts that are looked up, and answers 10.0.0.1 for each."""

    def __init__(self) -> None:
        self.hosts: list[tuple[str, int]] = []

    def resolveHostName(self, receiver, host, portNumber=0, *how, **named):  # noqa: N802, N803
        self.hosts.append((host, portNumber))
        receiver.resolutionBegan(self)
        receiver.addressResolved(IPv4Address("TCP", "10.0.0.1", portNumber))
        receiver.resolutionComplete()
        return self


def dial(url: str) -> tuple[list[tuple[str, int]], GuardedResolver]:
    """The hosts and ports that Twisted resolves for Scrapy's request of a URL, and the guard."""
    reactor, resolver = MemoryReactorClock(), OneAnswer()
    reactor.installNameResolver(resolver)
    guard = GuardedResolver(reactor, ())
    guard.install_on_reactor()
    with suppress(UnicodeError):  # Twisted makes no connection to a name that it cannot read
        Agent(reactor).request(b"GET", Request(url).url.encode()).addErrback(lambda _: None)
    return resolver.hosts, guard


@given(WEB_URLS)
def test_the_host_that_newsbot_names_is_the_one_that_is_dialled(url):
    form = requested_url(url)
    if form is not None:
        parts = urlsplit(f"//{host_of(url)}")
        port = parts.port or (443 if form.startswith("https:") else 80)
        hosts, guard = dial(form)
        assert hosts in ([(parts.hostname, port)], [])
        assert list(guard.refused) == [urlsplit(form).hostname for _ in hosts]


@pytest.mark.parametrize(
    "host", ["xn--fa-hia.example", "xn--mnchen-3ya.example", "gazette.example"]
)
def test_a_host_in_punycode_is_dialled_as_it_is_written(host):
    hosts, guard = dial(f"https://{host}/a")
    assert hosts == [(host, 443)]
    assert guard.refused == {host: "10.0.0.1"}
