"""Tells from the URL of a link whether it may lead to a section page, or to a feed of stories."""

import re
from urllib.parse import unquote, urlsplit

from newsbot.discovery.feeds.feed_urls import has_many_words
from newsbot.urls import domain_or_host

# Paths at which publishers often have their feeds, the commonest first.
KNOWN_FEEDS = ("/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feeds/")
KNOWN_SITEMAPS = (
    "/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/sitemap.xml",
)  # fmt: skip

FEEDBURNER = re.compile(r"^https?://(?:feeds|feeds2)\.feedburner\.com/[^/]+/?$")
NEWS_SITEMAP = re.compile(r"news(?!letter)|latest|recent|today|google", re.IGNORECASE)
OLD_SITEMAP = re.compile(r"archive|(?:19|20)\d\d|newsletter|video|image|tag|categor|author")

# Matches the URL of a feed that lists something other than the site's articles, e.g. comments.
NO_STORIES = re.compile(
    r"comment|kommentar|commentaire|comentario|podcast|/audio|/video|/tags?/|/tagged/|/author/"
    r"|/authors/|/user/|/search|/jobs?(?:/|\.|$)|/forums?/|/events?(?:/|\.|$)|/shop/|/wp-json/"
    r"|oembed|opensearch|/reply",
    re.IGNORECASE,
)
# Path segments of pages that are often linked in a site's navigation, but list no articles.
NO_SECTION = frozenset({
    "a-propos", "abbonati", "abo", "abonnement", "abonneren", "abos", "about", "about-us",
    "accedi", "accessibility", "account", "advertise", "advertise-with-us", "advertisement",
    "advertising", "agb", "agenda", "anmelden", "anzeigen", "app", "apps", "archiv", "archive",
    "author", "authors", "aviso-legal", "branchen", "branchenbuch", "calendar", "calendario",
    "careers", "cart", "cdn-cgi", "chi-siamo", "classifieds", "comments", "connexion",
    "contact", "contact-us", "contacto", "contacts", "contatti", "cookie", "cookie-policy",
    "cookies", "cookies-policy", "corrections", "coupons", "crossword", "datenschutz", "deals",
    "directory", "donate", "e-paper", "e-zine", "epaper", "ethics", "evenements", "event",
    "eventi", "eventos", "events", "ezine", "faq", "feed", "feeds", "games", "gewinnspiele",
    "hakkimizda", "help", "horoscope", "horoscopo", "horoskop", "iletisim", "immobilien",
    "impressum", "imprint", "jobs", "kalender", "karriere", "kino", "kleinanzeigen", "kontakt",
    "kontakty", "kunye", "legal", "leserreisen", "lists", "live-radio", "live-tv", "log-in",
    "login", "logout", "lotteries", "lottery", "lotto", "marktplatz", "masthead", "media-kit",
    "mediadaten", "membership", "mentions-legales", "meteo", "my", "newsletter", "newsletters",
    "notices", "o-nas", "obituaries", "om-os", "om-oss", "oroscopo", "page", "pages", "podcast",
    "podcasts", "pogoda", "policies", "prenumerera", "privacy", "privacy-policy", "profile",
    "programm", "programme", "property", "publicidad", "publicite", "puzzles", "quienes-somos",
    "radio-live", "real-estate", "redaccion", "redaktion", "redazione", "register", "rss",
    "rss-feed", "rss-feeds", "search", "service", "services", "shop", "sign-in", "sign-up",
    "signin", "signup", "sitemap", "spielplan", "staff", "stellen", "stellenmarkt", "store",
    "subscribe", "subscription", "subscriptions", "suche", "support", "suscribete",
    "suscripcion", "tag", "tags", "team", "termine", "terms", "terms-and-conditions",
    "terms-of-use", "tiempo", "tilaa", "tos", "trauer", "traueranzeigen", "tv-guide",
    "tv-programm", "uber-uns", "ueber-uns", "user", "vader", "vejr", "veranstaltung",
    "veranstaltungen", "vereine", "video", "videos", "weather", "webcam", "webcams", "werbung",
    "wetter", "work-with-us", "wp-admin", "wp-login.php",
})  # fmt: skip
FILE = re.compile(r"\.(?!html?$|php$|aspx?$)[a-z0-9]{2,5}$", re.IGNORECASE)
MOST_SEGMENTS = 2
NUMBER = re.compile(r"\d{4}")


def lists_no_stories(text: str) -> bool:
    """Whether the URL or title of a feed shows that it lists comments, podcasts or the like."""
    return NO_STORIES.search(unquote(text)) is not None


def may_be_section(url: str) -> bool:
    """Whether a URL may be the URL of a section page, e.g. "https://gazette.example/world"."""
    parts = urlsplit(url)
    segments = [each.lower() for each in unquote(parts.path).split("/") if each]
    if not 1 <= len(segments) <= MOST_SEGMENTS or parts.query or FILE.search(parts.path):
        return False
    if any(has_many_words(each) or NUMBER.search(each) for each in segments):
        return False  # an article
    return not any(each.partition(".")[0] in NO_SECTION or each in NO_SECTION for each in segments)


def is_of_site(url: str, home: str) -> bool:
    """Whether `url` has the same registrable domain as the URL `home` of a site's home page.

    If the home page has no registrable domain (127.0.0.1), host and port must be the same.
    """
    return domain_or_host(url) == domain_or_host(home)


def is_feed_of_site(url: str, home: str) -> bool:
    """Whether a feed may belong to the site with the home page `home`.

    The feed must be on a host of the site, or at the feed service FeedBurner.
    """
    return is_of_site(url, home) or FEEDBURNER.match(url) is not None
