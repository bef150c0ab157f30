"""Tells by its URL what a link on a home page leads to: a feed, a section page, or neither."""

import re
from urllib.parse import unquote, urlsplit

from newsbot.urls import host_of, registrable_domain

# Paths where publishers have their feeds and news sitemaps, the commonest first.
KNOWN_FEEDS = ("/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feeds/")
KNOWN_SITEMAPS = (
    "/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/sitemap.xml",
)  # fmt: skip

FEED = re.compile(
    r"(?:^|[/._-])(?:rss|rdf|atom|feeds?)(?:$|[/._-])|\.(?:rss|rdf|atom)$", re.IGNORECASE
)
FEED_QUERY = re.compile(r"(?:^|&)(?:feed|format|type|service|outputtype|alt)=(?:rss|atom|xml|feed)")
PAGE = re.compile(r"\.(?:html?|php|aspx?)$|/$", re.IGNORECASE)
FEEDBURNER = re.compile(r"^https?://(?:feeds|feeds2)\.feedburner\.com/[^/]+/?$")
NEWS_SITEMAP = re.compile(r"news(?!letter)|latest|recent|today|google", re.IGNORECASE)
OLD_SITEMAP = re.compile(r"archive|(?:19|20)\d\d|newsletter|video|image|tag|categor|author")

# Words in a URL of a feed that is not one of the site's articles.
NO_STORIES = re.compile(
    r"comment|kommentar|commentaire|comentario|podcast|/audio|/video|/tags?/|/tagged/|/author/"
    r"|/authors/|/user/|/search|/jobs?(?:/|\.|$)|/forums?/|/events?(?:/|\.|$)|/shop/|/wp-json/"
    r"|oembed|opensearch|/reply",
    re.IGNORECASE,
)
# Segments in the URL of a page that is in the navigation of a site, but lists no articles.
NO_SECTION = frozenset({
    "abo", "abonnement", "abos", "about", "about-us", "account", "advertise", "advertising",
    "agb", "anzeigen", "app", "apps", "archiv", "archive", "author", "authors", "careers",
    "cart", "cdn-cgi", "classifieds", "comments", "contact", "contact-us", "contacto",
    "contatti", "cookies", "crossword", "datenschutz", "donate", "e-paper", "epaper", "event",
    "events", "faq", "feed", "feeds", "games", "help", "horoscope", "impressum", "imprint",
    "jobs", "kontakt", "legal", "log-in", "login", "logout", "marktplatz", "masthead",
    "media-kit", "mediadaten", "membership", "my", "newsletter", "newsletters", "notices",
    "obituaries", "podcast", "podcasts", "privacy", "privacy-policy", "profile", "puzzles",
    "register", "rss", "search", "service", "services", "shop", "sign-in", "sign-up", "signin",
    "signup", "sitemap", "staff", "store", "subscribe", "subscription", "subscriptions",
    "suche", "support", "tag", "tags", "team", "terms", "terms-of-use", "traueranzeigen",
    "tv-programm", "user", "video", "videos", "weather", "wetter", "wp-admin", "wp-login.php",
})  # fmt: skip
FILE = re.compile(r"\.(?!html?$|php$|aspx?$)[a-z0-9]{2,5}$", re.IGNORECASE)
MOST_SEGMENTS = 2


def may_be_feed(url: str) -> bool:
    """Whether a URL looks like that of a feed, e.g. "https://gazette.example/rss/world.xml"."""
    parts = urlsplit(url)
    found = FEED.search(parts.path) or FEED_QUERY.search(parts.query.lower())
    return bool(found) or parts.hostname == "feeds.feedburner.com"


def lists_no_stories(text: str) -> bool:
    """Whether a feed's URL or title says that it lists comments, podcasts, tags or the like."""
    return NO_STORIES.search(unquote(text)) is not None


def may_be_section(url: str) -> bool:
    """Whether a URL may be that of a section page, e.g. "https://gazette.example/world"."""
    parts = urlsplit(url)
    segments = [each.lower() for each in unquote(parts.path).split("/") if each]
    if not 1 <= len(segments) <= MOST_SEGMENTS or parts.query or FILE.search(parts.path):
        return False
    return not any(each.partition(".")[0] in NO_SECTION or each in NO_SECTION for each in segments)


def is_of_site(url: str, home: str) -> bool:
    """Whether a URL belongs to the site with this home page: both have one registrable domain.

    If the home page has no registrable domain (127.0.0.1), host and port must be the same.
    """
    domain = registrable_domain(home)
    if not re.search(r"\.[a-z]", domain):
        return host_of(url) == host_of(home)
    return registrable_domain(url) == domain


def is_feed_of_site(url: str, home: str) -> bool:
    """Whether a feed may be the site's own: it is on a host of the site, or at FeedBurner."""
    return is_of_site(url, home) or FEEDBURNER.match(url) is not None
