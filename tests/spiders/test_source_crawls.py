"""Whole crawls of the spiders alone, on a local server."""

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
    }
    reasons = {url: (it.reason, it.retry) for url, it in crawled.rejections.items()}
    assert reasons == {
        site.url("/loop"): ("too_many_redirects", False),
        site.url("/paper"): ("not_html", False),
        site.url("/busy"): ("http_503", True),
        site.url("/huge"): ("too_large", False),
        site.url("/garbled"): ("bad_encoding", False),
        site.url("/short"): ("connection", True),
        site.url("/gone"): ("http_404", False),
        site.url("/private/a"): ("robots_txt", False),
        "http://127.0.0.1:1/a": ("robots_unreachable", False),
        "http://nowhere.invalid/a": ("robots_unreachable", False),
    }
    (report,) = crawled.reports
    assert (report.url, report.links, report.failure) == (feed, 12, None)


def test_a_slow_page_times_out_and_may_be_tried_again(site):
    page = site.add("/slow", PAGE, Content_Length="500", Hangs="yes")
    crawled = crawl("pages", {"DOWNLOAD_TIMEOUT": 0.5}, urls=page)
    assert [(it.reason, it.retry) for it in crawled.rejections.values()] == [
        ("page_timeout", False)
    ]


def test_a_source_that_fails_is_reported_with_the_reason(site):
    page = site.add("/page", PAGE)
    gone = site.url("/gone")
    crawled = crawl("feed", url=f"{page},{gone}")
    assert {report.url: report.failure for report in crawled.reports} == {
        page: "not a feed: neither RSS, RDF nor Atom",
        gone: "http_404",
    }


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
    assert report.failure == "none of the 1 sitemaps it lists could be read"


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
