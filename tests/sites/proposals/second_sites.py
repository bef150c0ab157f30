"""Fifteen more invented sites, written after the search had passed the first fifteen."""

from tests.sites.proposals.invented import (
    HTML,
    TEXT,
    XML,
    InventedSite,
    alternate,
    index,
    links,
    nav,
    news_map,
    page,
    plain_map,
    rss,
    stories,
)

MOVED = 301
AUDIO = '<enclosure type="audio/mpeg" url="https://cdn.example/1.mp3"/>'


def blog_in_a_folder() -> InventedSite:
    site = InventedSite("wordpress", "insel-bote.example.ch", {"/de/feed/"})
    home = stories("/de/{slug}/")
    site.add("/", site.url("/de/"), HTML, MOVED)
    head = alternate("/de/feed/", "Insel-Bote » Feed")
    head += '<link rel="alternate" hreflang="fr" href="/fr/">'
    site.add("/de/", page(links(home), head, lang="de-CH"), HTML)
    site.add("/de/feed/", rss(site, home))
    site.add("/feed/", rss(site, stories("/fr/{slug}/")))
    return site


def blog_with_feed_at_feedburner() -> InventedSite:
    feed = "https://feeds.feedburner.com/TalBote"
    site = InventedSite("wordpress", "talbote.example.com", {feed})
    home = stories("/2026/05/{slug}.html")
    head = alternate(feed, "Tal Bote") + alternate("/author/mara/feed/", "Posts by Mara")
    site.add("/", page(links(home), head), HTML)
    site.add(feed, rss(site, home))
    site.add("/author/mara/feed/", rss(site, home[:2]))
    return site


def blog_whose_main_feed_is_empty() -> InventedSite:
    site = InventedSite("wordpress", "www.mill-times.example.org", {"/category/news/feed/"})
    home = stories("/news/{slug}/")
    head = alternate("/feed/", "Feed") + alternate("/category/news/feed/", "News Category Feed")
    site.add("/", page(links(home), head), HTML)
    site.add("/feed/", rss(site, []))
    site.add("/category/news/feed/", rss(site, home))
    return site


def daily_with_feeds_that_overlap_and_one_that_is_dead() -> InventedSite:
    site = InventedSite("daily", "www.kurier.example.com", {"/rss/home", "/rss/politics"})
    home = stories("/{slug}-{n}")
    names = ("home", "all", "politics", "sports")
    site.add(
        "/", page(links(home), "".join(alternate(f"/rss/{each}", each) for each in names)), HTML
    )
    site.add("/rss/home", rss(site, home))
    site.add("/rss/all", rss(site, home))
    site.add("/rss/politics", rss(site, home[:3] + stories("/politics/{slug}-{n}", 3, 20)))
    site.add("/rss/sports", rss(site, stories("/sports/{slug}-{n}", 5, 70), age_days=400))
    return site


def daily_with_a_feed_in_the_footer() -> InventedSite:
    site = InventedSite("daily", "www.samachar.example.in", {"/latest.rss"})
    home = ["/india/rss-leader-visits-the-ferry-port-41002", *stories("/india/{slug}-{n}")]
    foot = "<a href='/latest.rss'>RSS</a><a href='https://partner.example.org/feed.rss'>Partner</a>"
    site.add("/", page(links(home) + foot), HTML)
    site.add("/latest.rss", rss(site, home))
    site.add("https://partner.example.org/feed.rss", rss(site, home))
    return site


def daily_with_a_feed_by_query() -> InventedSite:
    feed = "/arc/outboundfeeds/rss/?outputType=xml"
    site = InventedSite("daily", "www.lanoticia.example.mx", {feed, "/googlenews.xml"})
    home = stories("/nacional/{slug}-{n}/")
    site.add("/", page(links(home), alternate(feed, "RSS"), lang="es-MX"), HTML)
    site.add(feed, rss(site, home))
    robots = "".join(
        f"Sitemap: {site.url(path)}\r\n"
        for path in ("/newsletter-sitemap.xml", "/sitemap.xml", "/googlenews.xml")
    )
    site.add("/robots.txt", f"User-agent: *\r\n{robots}", TEXT)
    site.add("/newsletter-sitemap.xml", plain_map(site, ["/newsletter/1"]))
    site.add("/sitemap.xml", plain_map(site, stories("/nacional/{slug}-{n}/", 50)))
    site.add("/googlenews.xml", news_map(site, home))
    return site


def local_paper_with_a_calendar() -> InventedSite:
    site = InventedSite("local", "www.anzeiger.example.de", {"/", "/news/", "/region/"})
    items = "<a href='https://shop.example.org/'>Shop</a><a href='/ausgabe-12.pdf'>E-Paper</a>"
    bar = f"<header>{items}{nav(['/news/', '/region/', '/termine/', '/impressum/'])}</header>"
    site.add("/", page(bar + links(stories("/news/{slug}-{n}")), lang="de"), HTML)
    site.add("/news/", page(bar + links(stories("/news/{slug}-{n}", 8, 30))), HTML)
    site.add("/region/", page(bar + links(stories("/region/{slug}-{n}", 8, 50))), HTML)
    site.add("/termine/", page(bar + links(stories("/termine/2026-05-2{n}/chor", 8, 70))), HTML)
    return site


def local_paper_without_navigation() -> InventedSite:
    site = InventedSite("local", "gemeindeblatt.example.at", {"/gemeinde", "/region"})
    bar = "<ul class='rubriken'><li><a href='gemeinde'>Gemeinde</a><li><a href='region'>Region</a>"
    bar += "<li><a href='/verein'>Verein</a></ul>"
    site.add("/", page(bar + links(stories("/gemeinde/{slug}", 2)), lang="de"), HTML)
    site.add("/gemeinde", page(bar + links(stories("/gemeinde/{slug}", 6))), HTML)
    site.add("/region", page(bar + links(stories("/region/{slug}", 6, 20))), HTML)
    site.add("/verein", page(bar + "<p>Wer wir sind.</p>"), HTML)
    return site


def local_paper_with_sections_in_folders() -> InventedSite:
    site = InventedSite("local", "chihou.example.jp", {"/", "/list/politics", "/list/sports"})
    bar = nav(["/list/politics", "/list/sports", "/info/company", "/login"])
    site.add("/", page(bar + links(stories("/article/{n}/")), lang="ja"), HTML)
    site.add("/list/politics", page(bar + links(stories("/article/{n}/", 8, 30))), HTML)
    site.add("/list/sports", page(bar + links(stories("/article/{n}/", 8, 60))), HTML)
    site.add("/info/company", page(bar + "<p>会社案内</p>"), HTML)
    return site


def broadcaster_in_two_languages() -> InventedSite:
    right = {"/maps/news-de.xml", "/maps/news-en.xml"}
    site = InventedSite("broadcaster", "www.welle.example.com", right)
    site.add("/", page(links(stories("/de/{slug}-{n}")), lang="de"), HTML)
    maps = ("tv", "radio", "news-de", "news-en", "pages")
    lines = "".join(f"sitemap:{site.url(f'/maps/{each}.xml')}\n" for each in maps)
    site.add("/robots.txt", lines, TEXT)
    for each in ("de", "en"):
        site.add(f"/maps/news-{each}.xml", news_map(site, stories(f"/{each}/{{slug}}-{{n}}")))
    site.add("/maps/tv.xml", plain_map(site, ["/tv/1"]))
    return site


def broadcaster_with_a_sitemap_a_month() -> InventedSite:
    site = InventedSite("broadcaster", "www.canal.example.tv", {"/sitemaps/index.xml"})
    site.add("/", page(links(stories("/n/{slug}-{n}"))), HTML)
    site.add("/sitemap.xml", site.url("/sitemaps/index.xml"), XML, MOVED)
    months = [f"/sitemaps/sitemap-news-2026-0{n}.xml" for n in (3, 4, 5)]
    site.add("/sitemaps/index.xml", index(site, months))
    for n, path in enumerate(months):
        site.add(path, news_map(site, stories("/n/{slug}-{n}", 6, 10 * n)))
    return site


def broadcaster_with_podcasts_in_head() -> InventedSite:
    site = InventedSite("broadcaster", "www.funk.example.de", {"/nachrichten/index~rss2.xml"})
    home = stories("/nachrichten/{slug}-{n}.html")
    shows = [f"/shows/{n}/rss.xml" for n in range(3)]
    foot = "<a href='/nachrichten/index~rss2.xml'>RSS</a>"
    site.add(
        "/", page(links(home) + foot, "".join(alternate(each, "Show") for each in shows)), HTML
    )
    for path in shows:
        site.add(path, rss(site, stories("/shows/{slug}"), AUDIO))
    site.add("/nachrichten/index~rss2.xml", rss(site, home))
    return site


def script_shell_with_a_news_sitemap() -> InventedSite:
    site = InventedSite("static", "www.now.example.news", {"/api/sitemap/google-news"})
    site.add("/", page('<div id="__next"></div><script src="/a.js"></script>'), HTML)
    site.add("/robots.txt", f"Sitemap: {site.url('/api/sitemap/google-news')}", TEXT)
    site.add("/api/sitemap/google-news", news_map(site, stories("/s/{n}")))
    return site


def static_site_with_feeds_of_tags() -> InventedSite:
    site = InventedSite("static", "ledger.example.dev", {"/index.xml"})
    home = stories("/posts/{slug}/")
    head = '<link rel="Alternate" href="/index.xml" title="The Ledger">' + alternate(
        "/tags/index.xml", "Tags"
    )
    site.add("/", page(links(home) + "<a href='/tags/ferry/index.xml'>rss</a>", head), HTML)
    site.add("/index.xml", rss(site, home))
    site.add("/tags/index.xml", rss(site, ["/tags/ferry/", "/tags/mill/"]))
    site.add("/tags/ferry/index.xml", rss(site, home[:3] + stories("/posts/{slug}/", 2, 50)))
    return site


def magazine_with_odd_markup() -> InventedSite:
    site = InventedSite("static", "www.revue.example.fr", {"/rss"})
    home = stories("/articles/{slug}-{n}")
    head = '<base href="https://cdn.example.org/x/">'
    head += '<LINK REL="alternate feed" TYPE="Application/RSS+XML; charset=utf-8" HREF=" /rss ">'
    site.add("/", page(links(home), head, lang="fr"), HTML)
    items = "".join(
        f'<item rdf:about="{site.url(p)}"><title>A</title><link>{site.url(p)}</link></item>'
        for p in home
    )
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    site.add(
        "/rss", f'<rdf:RDF xmlns:rdf="{rdf}" xmlns="http://purl.org/rss/1.0/">{items}</rdf:RDF>'
    )
    return site


SITES = (
    blog_in_a_folder,
    blog_with_feed_at_feedburner,
    blog_whose_main_feed_is_empty,
    daily_with_feeds_that_overlap_and_one_that_is_dead,
    daily_with_a_feed_in_the_footer,
    daily_with_a_feed_by_query,
    local_paper_with_a_calendar,
    local_paper_without_navigation,
    local_paper_with_sections_in_folders,
    broadcaster_in_two_languages,
    broadcaster_with_a_sitemap_a_month,
    broadcaster_with_podcasts_in_head,
    script_shell_with_a_news_sitemap,
    static_site_with_feeds_of_tags,
    magazine_with_odd_markup,
)
