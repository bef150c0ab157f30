"""Whole crawls of the spiders alone, on a local server."""

import gzip
from base64 import b64encode

from newsbot.urls import MAX_URL_BYTES
from tests.spiders.small_crawl import crawl

PAGE = "<html><body>Bridge"


def rss(*urls: str) -> str:
    items = "".join(f"<item><link>{url}</link></item>" for url in urls)
    return f'<rss version="2.0"><channel>{items}</channel></rss>'


def urlset(*urls: str) -> str:
    return f"<urlset>{''.join(f'<url><loc>{url}</loc></url>' for url in urls)}</urlset>"


def index(*urls: str) -> str:
    inner = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return f"<sitemapindex>{inner}</sitemapindex>"


def test_every_link_of_a_feed_becomes_a_page_or_a_rejection(site):
    site.add("/robots.txt", "User-agent: *\nDisallow: /private", Content_Type="text/plain")
    site.add("/a", PAGE)
    site.add("/moved", status=301, Location="/a")
    site.add("/loop", status=302, Location="/loop")
    site.add("/paper", b"%PDF", Content_Type="application/pdf")
    site.add("/busy", status=503)
    site.add("/huge", b"x", Content_Length="20000000")
    site.add("/garbled", b"\x1f\x8bnope", Content_Encoding="gzip")
    site.add("/short", PAGE, Content_Length="500")
    paths = ["/a", "/moved", "/loop", "/paper", "/busy", "/huge", "/garbled", "/short"]
    links = [site.url(path) for path in (*paths, "/gone", "/private/a")]
    feed = site.add("/rss", rss(*links, "http://127.0.0.1:1/a", "http://nowhere.invalid/a"))

    crawled = crawl("feed", url=feed)

    assert {page.requested_url: page.url for page in crawled.pages} == {
        site.url("/a"): site.url("/a"),
        site.url("/moved"): site.url("/a"),
        site.url("/short"): site.url("/short"),
    }
    assert [page.url for page in crawled.pages if page.is_partial] == [site.url("/short")]
    reasons = {url: it.reason for url, it in crawled.rejections.items()}
    assert reasons == {
        site.url("/loop"): "too_many_redirects",
        site.url("/paper"): "not_html",
        site.url("/busy"): "http_503",
        site.url("/huge"): "too_large",
        site.url("/garbled"): "bad_encoding",
        site.url("/gone"): "http_404",
        site.url("/private/a"): "robots_txt",
        "http://127.0.0.1:1/a": "robots_unreachable",
        "http://nowhere.invalid/a": "robots_unreachable",
    }
    (report,) = crawled.reports
    assert (report.url, report.links, report.failure) == (feed, 12, None)


def test_a_slow_page_times_out(site):
    page = site.add("/slow", PAGE, Content_Length="500", Hangs="yes")
    crawled = crawl("pages", {"DOWNLOAD_TIMEOUT": 0.5}, urls=page)
    assert [it.reason for it in crawled.rejections.values()] == ["page_timeout"]


def test_a_source_that_fails_is_reported_with_the_reason(site):
    page = site.add("/page", PAGE)
    gone = site.url("/gone")
    crawled = crawl("feed", url=f"{page},{gone}")
    assert {report.url: report.failure for report in crawled.reports} == {
        page: "A web page stands in place of the feed; the URL may have changed: "
        f"{page} is an HTML page; it names no feed",
        gone: "The site answered with status 404 (Not Found).",
    }
    assert {report.reason for report in crawled.reports} == {"html_page", "http_404"}


def test_a_sitemap_index_and_what_is_under_it_is_one_source(site):
    first = site.add("/1.xml", urlset(site.add("/a", PAGE), site.add("/b", PAGE)))
    second = site.add("/2.xml", urlset(site.add("/c", PAGE)))
    top = site.add("/index.xml", index(first, site.url("/missing.xml"), second))

    crawled = crawl("sitemap", url=top)

    assert {page.url for page in crawled.pages} == {site.url("/a"), site.url("/b"), site.url("/c")}
    (report,) = crawled.reports
    assert (report.url, report.links, report.failure) == (top, 3, None)
    assert crawled.stats["newsbot/child_sitemap_failed"] == 1


def test_an_index_of_which_nothing_can_be_read_has_failed(site):
    top = site.add("/index.xml", index(site.url("/missing.xml")))
    (report,) = crawl("sitemap", url=top).reports
    assert report.failure == "None of the 1 sitemaps that it lists could be read."


def test_news_visits_the_sources_of_the_sites_in_a_file(site, tmp_path):
    article = site.add("/world/council-votes-to-close-bridge", PAGE)
    section = site.add("/world", f'<a href="{article}">Council votes</a><a href="/about">About</a>')
    feed = site.add("/rss", rss(article))
    sites = tmp_path / "sites.toml"
    sites.write_text(
        f'[sites.gazette]\nname = "Gazette"\ndomains = ["127.0.0.1:{site.port}"]\nsources = ['
        f'{{ kind = "section", url = "{section}" }}, {{ kind = "feed", url = "{feed}" }}]\n'
    )
    crawled = crawl("news", sites_file=str(sites), site="gazette")
    assert [(page.url, page.site) for page in crawled.pages] == [(article, "gazette")]
    assert {(report.kind, report.links) for report in crawled.reports} == {
        ("section", 1),
        ("feed", 1),
    }


def test_pages_fetches_what_it_is_told_to(site, tmp_path):
    listed = tmp_path / "urls.txt"
    listed.write_text(f"# one\n{site.add('/a', PAGE)}\n")
    crawled = crawl("pages", urls=f"{listed},{site.add('/b,1.html', PAGE)}")
    assert {page.url for page in crawled.pages} == {site.url("/a"), site.url("/b,1.html")}


def test_a_sources_password_goes_to_its_server_and_nowhere_else(site):
    article = site.add("/a", PAGE)
    feed = site.add("/rss", rss(article.replace("//", "//anna:secret@")))
    crawled = crawl("feed", {"LOG_LEVEL": "DEBUG"}, url=feed.replace("//", "//anna:p%40ss@"))
    sent = dict(zip(site.requested, site.authorized, strict=True))
    assert sent == {
        "/robots.txt": None,
        "/rss": f"Basic {b64encode(b'anna:p@ss').decode()}",
        "/a": None,
    }
    assert [page.url for page in crawled.pages] == [article]
    assert [report.url for report in crawled.reports] == [feed]
    assert "anna" not in crawled.log


def test_a_password_does_not_follow_a_redirect_to_another_host(site):
    other = site.add("/elsewhere", rss()).replace("127.0.0.1", "127.0.0.2")
    feed = site.add("/rss", status=302, Location=other)
    crawl("feed", url=feed.replace("//", "//anna:secret@"))
    authorized = [
        auth
        for path, auth in zip(site.requested, site.authorized, strict=True)
        if path == "/elsewhere"
    ]
    assert not any(authorized)


def test_a_link_is_of_the_site_whose_host_is_asked_for_it(site):
    site.add("/a", PAGE)
    odd = f"http://127.0.0.1:{site.port}\\@gazette.example/../a?b"
    feed = site.add(
        "/rss", rss(odd, f"http://2130706433:{site.port}/a", f"http://0x7f.1:{site.port}/a")
    )
    crawled = crawl("feed", url=feed)
    assert {page.site for page in crawled.pages} == {"127.0.0.1"}
    assert {item.site for item in crawled.rejections.values()} <= {"127.0.0.1"}
    assert all(f"//127.0.0.1:{site.port}/" in item.url for item in crawled.items)


def test_a_url_is_fetched_up_to_two_kilobytes(site):
    path = "/" + "a" * (MAX_URL_BYTES - len(site.url("/")))
    url = site.add(path, PAGE)
    assert [page.url for page in crawl("pages", urls=url).pages] == [url]


def test_a_link_that_is_too_long_reaches_the_frontier(site):
    long = site.url("/" + "a" * 5000)
    crawled = crawl("feed", url=site.add("/rss", rss(long)))
    (report,) = crawled.reports
    assert report.links == 1
    assert list(crawled.rejections) == [long]


def test_a_page_is_fetched_once_however_often_and_in_whatever_spelling_it_is_listed(site):
    page = site.add("/a?tid=5&tid=71", PAGE)
    other = site.add("/a?tid=5&tid=72", PAGE)
    spellings = (page, f"{page}&utm_source=rss", f"{page}#part", site.url("/a?tid=71&tid=5"))
    links = rss(*(link.replace("&", "&amp;") for link in (*spellings, other)))
    crawled = crawl("feed", url=f"{site.add('/rss', links)},{site.add('/world', links)}")
    assert sorted(page.url for page in crawled.pages) == [page, other]
    assert sorted(site.requested) == [
        "/a?tid=5&tid=71",
        "/a?tid=5&tid=72",
        "/robots.txt",
        "/rss",
        "/world",
    ]


def test_links_that_are_no_web_url_are_counted_and_a_source_of_such_alone_has_failed(site):
    odd = ("ftp://gazette.example/a", "http://[bad/a", "mailto:anna@gazette.example")
    feeds = [site.add("/1.rss", rss(*odd)), site.add("/2.rss", rss(*odd, site.add("/a", PAGE)))]
    crawled = crawl("feed", url=",".join(feeds))
    assert {each.url: each.failure for each in crawled.reports} == {
        feeds[0]: "No link of the feed is a web URL.",
        feeds[1]: None,
    }
    assert crawled.stats["newsbot/links_not_web"] == 6
    assert [each.reason for each in crawled.reports if each.failure] == ["no_web_links"]


def test_a_sitemap_may_have_50_mb_before_and_after_decompression_and_a_page_10(site):
    page = site.add("/a", PAGE)
    padding = f"<!-- {'x' * 1_000_000} -->" * 12
    large = urlset(page).replace("<url>", f"{padding}<url>").encode()
    sources = (
        site.add("/s.xml", large),
        site.add("/s.xml.gz", gzip.compress(large)),
        site.add("/encoded.xml", gzip.compress(large), Content_Encoding="gzip"),
        site.add("/index.xml", index(site.add("/child.xml", large))),
    )
    crawled = crawl("sitemap", url=",".join(sources))
    assert {report.url: (report.links, report.failure) for report in crawled.reports} == (
        dict.fromkeys(sources, (1, None))
    )
    huge = site.add("/huge", PAGE + padding)
    assert [it.reason for it in crawl("pages", urls=huge).rejections.values()] == ["too_large"]
