"""Fifteen invented sites, written before the search was tuned."""

import gzip

from tests.sites.proposals.invented import (
    HTML,
    TEXT,
    InventedSite,
    alternate,
    atom,
    index,
    links,
    nav,
    news_map,
    page,
    plain_map,
    rss,
    stories,
)

DATED = "/2026/05/{slug}/"


def plain_blog() -> InventedSite:
    site = InventedSite("wordpress", "vellan-news.example.org", {"/feed/"})
    home = stories(DATED)
    head = alternate("/feed/", "Vellan News » Feed") + alternate(
        "/comments/feed/", "Vellan News » Comments Feed"
    )
    head += '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">'
    head += '<link rel="alternate" type="application/json+oembed" href="/wp-json/oembed/1.0/x">'
    site.add("/", page(nav(["/news", "/sport"]) + links(home), head), HTML)
    discussed = f"<comments>{site.url('/x/#respond')}</comments><wfw:commentRss>y</wfw:commentRss>"
    site.add("/feed/", rss(site, home, discussed))
    comments = '<guid isPermaLink="false">x#comment-7</guid>'
    site.add("/comments/feed/", rss(site, home, comments))
    robots = "User-agent: *\nDisallow: /wp-admin/\nSitemap: " + site.url("/sitemap_index.xml")
    site.add("/robots.txt", robots, TEXT)
    site.add("/sitemap_index.xml", index(site, ["/post-sitemap.xml", "/category-sitemap.xml"]))
    site.add("/post-sitemap.xml", plain_map(site, home))
    return site


def blog_with_news_plugin() -> InventedSite:
    site = InventedSite("wordpress", "www.harbour-herald.co.uk", {"/news-sitemap.xml", "/feed/"})
    home = stories("/{slug}/")
    head = alternate("/feed/", "Harbour Herald » Feed")
    head += alternate("/tag/ferry/feed/", "Harbour Herald » Ferry Tag Feed")
    site.add("/", page(links(home), head), HTML)
    site.add("/feed/", rss(site, home))
    site.add("/tag/ferry/feed/", rss(site, stories("/{slug}/", 4, 30)))
    site.add(
        "/robots.txt",
        f"Sitemap: {site.url('/wp-sitemap.xml')}\nSitemap: {site.url('/news-sitemap.xml')}\n",
        TEXT,
    )
    site.add("/wp-sitemap.xml", index(site, ["/wp-sitemap-posts-post-1.xml"]))
    site.add("/wp-sitemap-posts-post-1.xml", plain_map(site, home))
    site.add("/news-sitemap.xml", news_map(site, home))
    return site


def blog_without_links_to_feeds() -> InventedSite:
    site = InventedSite("wordpress", "talzeitung.example.at", {"/feed/"})
    home = stories(DATED)
    site.add("/", page(nav(["/ort", "/land"]) + links(home), lang="de-AT"), HTML)
    site.add("/feed/", rss(site, home))
    site.add("/ort", page(links(home)), HTML)
    return site


def daily_with_feed_in_head_and_many_elsewhere() -> InventedSite:
    site = InventedSite("daily", "www.courier.example.com", {"/sitemaps/news.xml", "/rss/home.xml"})
    home = stories("/world/{slug}-{n}")
    head = alternate("/rss/home.xml", "The Courier")
    more = "<a href='/rss-feeds'>RSS</a><a href='https://social.example/courier'>Follow</a>"
    site.add("/", page(nav(["/world", "/money"]) + links(home) + more, head), HTML)
    site.add("/rss/home.xml", rss(site, home))
    site.add(
        "/rss-feeds", page("".join(f"<a href='/rss/{n}.xml'>Feed</a>" for n in range(12))), HTML
    )
    robots = f"Sitemap: {site.url('/sitemaps/all.xml')}\nSitemap: {site.url('/sitemaps/news.xml')}"
    site.add("/robots.txt", robots, TEXT)
    site.add("/sitemaps/all.xml", plain_map(site, stories("/world/{slug}-{n}", 90)))
    site.add("/sitemaps/news.xml", news_map(site, home))
    return site


def daily_with_feeds_of_all_sorts() -> InventedSite:
    right = {"/feeds/home.rss", "/feeds/politics.rss", "/feeds/sport.rss"}
    site = InventedSite("daily", "www.tribune.example.net", right)
    parts = {
        each: stories(f"/{each}/{{slug}}-{{n}}", 5, 10 * n)
        for n, each in enumerate(("home", "politics", "sport", "podcasts", "jobs"))
    }
    head = "".join(alternate(f"/feeds/{each}.rss", each.title()) for each in parts)
    site.add("/", page(links(parts["home"]), head), HTML)
    for each, paths in parts.items():
        audio = '<enclosure type="audio/mpeg" url="https://cdn.example/1.mp3"/>'
        site.add(f"/feeds/{each}.rss", rss(site, paths, audio if each == "podcasts" else ""))
    return site


def daily_with_a_page_of_feeds() -> InventedSite:
    site = InventedSite("daily", "www.diario.example.es", {"/feeds/top.rss", "/feeds/mundo.rss"})
    home, other = stories("/{slug}-{n}.html"), stories("/mundo/{slug}-{n}.html", 6, 20)
    site.add("/", page(links(home) + "<a href='/servicios/rss.html'>RSS</a>", lang="es"), HTML)
    listed = "".join(
        f"<li><a href='/feeds/{each}.rss'>{each}</a></li>" for each in ("top", "mundo", "comments")
    )
    site.add("/servicios/rss.html", page(f"<ul>{listed}</ul>"), HTML)
    site.add("/feeds/top.rss", rss(site, home))
    site.add("/feeds/mundo.rss", rss(site, other))
    site.add("/feeds/comments.rss", rss(site, home))
    return site


def local_paper_with_sections() -> InventedSite:
    right = {"/", "/lokales", "/sport", "/kultur"}
    site = InventedSite("local", "www.kreisblatt.example.de", right)
    parts = {
        each: stories(f"/{each}/{{slug}}-{{n}}.html", 5, 10 * n)
        for n, each in enumerate(("lokales", "sport", "kultur"), 1)
    }
    bar = nav([*(f"/{each}" for each in parts), "/anzeigen", "/kontakt", "/abo", "/epaper"])
    site.add("/", page(bar + links(stories("/{slug}-{n}.html")), lang="de"), HTML)
    for each, paths in parts.items():
        site.add(f"/{each}", page(bar + links(paths)), HTML)
    for each in ("anzeigen", "kontakt", "abo", "epaper"):
        site.add(f"/{each}", page(bar + "<p>Write to us.</p>"), HTML)
    return site


def local_paper_with_empty_hubs() -> InventedSite:
    site = InventedSite("local", "lokalavisen.example.no", {"/", "/nyheter"})
    bar = nav(["/nyheter", "/tema", "/debatt"])
    home = stories("/nyheter/i/{n}/{slug}")
    site.add("/", page(bar + links(home), lang="no"), HTML)
    site.add("/nyheter", page(bar + links(stories("/nyheter/i/{n}/{slug}", 8, 30))), HTML)
    site.add(
        "/tema", page(bar + "<p>Alle temaer fra A til Å.</p>" + nav(["/tema/a", "/tema/b"])), HTML
    )
    site.add("/debatt", page(bar + links(home)), HTML)
    return site


def local_paper_in_another_script() -> InventedSite:
    site = InventedSite("local", "polis-nea.example.gr", {"/", "/koinonia", "/athlitika"})
    bar = "<div class='main-menu'><a href='/koinonia'>Κοινωνία</a><a href='/athlitika'>Αθλητικά</a>"
    bar += "<a href='/epikoinonia'>Επικοινωνία</a></div>"
    site.add("/", page(bar + links(stories("/article/{n}")), lang="el"), HTML)
    site.add("/koinonia", page(bar + links(stories("/koinonia/{n}/nea", 5, 40))), HTML)
    site.add("/athlitika", page(bar + links(stories("/athlitika/{n}/nea", 5, 60))), HTML)
    site.add("/epikoinonia", page(bar + "<p>Γράψτε μας.</p>"), HTML)
    return site


def broadcaster_with_index_in_robots() -> InventedSite:
    site = InventedSite("broadcaster", "www.rtv.example.com", {"/sitemap/news.xml"})
    home = stories("/news/{slug}-{n}")
    site.add("/", page(nav(["/news", "/tv", "/radio"]) + links(home)), HTML)
    site.add("/robots.txt", f"User-agent: *\nSitemap: {site.url('/sitemap.xml')}", TEXT)
    maps = ["/sitemap/archive-2024.xml", "/sitemap/video.xml", "/sitemap/news.xml"]
    site.add("/sitemap.xml", index(site, maps))
    site.add("/sitemap/news.xml", news_map(site, home))
    site.add("/sitemap/video.xml", plain_map(site, ["/tv/1", "/tv/2"]))
    return site


def broadcaster_with_index_at_a_known_path() -> InventedSite:
    right = {"/sitemaps/sitemap-news.xml", "/news.rss"}
    site = InventedSite("broadcaster", "news.radio.example.com", right)
    home = stories("/news/{n}/{slug}")
    site.add("/", page(links(home), alternate("/news.rss", "News")), HTML)
    site.add("/news.rss", rss(site, home))
    site.add("/sitemap.xml", index(site, ["/sitemaps/pages.xml", "/sitemaps/sitemap-news.xml"]))
    site.add("/sitemaps/sitemap-news.xml", news_map(site, home))
    return site


def broadcaster_with_feeds_on_a_host_of_its_own() -> InventedSite:
    feed = "https://feeds.kanal.example.com/news/rss.xml"
    site = InventedSite("broadcaster", "www.kanal.example.com", {feed, "/maps/latest.xml.gz"})
    home = stories("/news/{slug}-{n}")
    head = alternate(feed, "Kanal") + alternate("https://other.example.org/rss.xml", "Partner")
    site.add("/", page(links(home), head), HTML)
    site.add(feed, rss(site, home))
    site.add("https://other.example.org/rss.xml", rss(site, home))
    site.add("/robots.txt", f"Sitemap: {site.url('/maps/index.xml.gz')}", TEXT)
    site.add(
        "/maps/index.xml.gz",
        gzip.compress(index(site, ["/maps/2025.xml.gz", "/maps/latest.xml.gz"]).encode()),
        "application/gzip",
    )
    site.add(
        "/maps/latest.xml.gz", gzip.compress(news_map(site, home).encode()), "application/gzip"
    )
    return site


def script_shell_with_feed() -> InventedSite:
    site = InventedSite("static", "dispatch.example.io", {"/feed.xml"})
    shell = '<div id="root"></div><script src="/app.js"></script>'
    site.add("/", page(shell), HTML)
    for path in ("/feed/", "/rss", "/rss.xml"):
        site.add(path, page(shell), HTML)  # it answers everything with its shell
    site.add("/feed.xml", rss(site, stories("/a/{slug}")))
    return site


def script_shell_without_anything() -> InventedSite:
    site = InventedSite("static", "observer.example.app", set())
    shell = '<div id="root"></div><script src="/app.js"></script>'
    site.add("/", page(shell), HTML)
    return site


def magazine_with_atom_and_json() -> InventedSite:
    site = InventedSite("static", "quarterly.example.org", {"/atom.xml"})
    home = stories("/essays/{slug}")
    head = alternate("atom.xml", "Essays", "application/atom+xml")
    head += alternate("/feed.json", "Essays", "application/feed+json")
    site.add("/", page(links(home), head), HTML)
    site.add("/atom.xml", atom(site, home))
    items = ",".join(f'{{"id": "{n}", "url": "{site.url(p)}"}}' for n, p in enumerate(home))
    version = "https://jsonfeed.org/version/1.1"
    site.add(
        "/feed.json",
        f'{{"version": "{version}", "title": "E", "items": [{items}]}}',
        "application/feed+json",
    )
    return site


SITES = (
    plain_blog,
    blog_with_news_plugin,
    blog_without_links_to_feeds,
    daily_with_feed_in_head_and_many_elsewhere,
    daily_with_feeds_of_all_sorts,
    daily_with_a_page_of_feeds,
    local_paper_with_sections,
    local_paper_with_empty_hubs,
    local_paper_in_another_script,
    broadcaster_with_index_in_robots,
    broadcaster_with_index_at_a_known_path,
    broadcaster_with_feeds_on_a_host_of_its_own,
    script_shell_with_feed,
    script_shell_without_anything,
    magazine_with_atom_and_json,
)
