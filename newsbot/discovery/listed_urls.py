"""Repairs URLs in feeds and sitemaps that have mistakes before the path, e.g. in the scheme."""

import re
from urllib.parse import urlsplit

# Characters that are removed before and after a URL: quotes, brackets, blanks, and characters that
# are invisible.
_AROUND = "\"'<> \t\r\n\xa0\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\x00"
_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>)?", re.DOTALL)
_FEED = re.compile(r"feed:(?=https?:|//)", re.IGNORECASE)
# Matches a scheme, perhaps with a host, before a second scheme: "http://https://gazette.example/a",
# "https://gazette.example/https://gazette.example/a".
_DOUBLED = re.compile(r"https?:/*([^/?#]*?)/?(?=https?:/+([^/?#]*))", re.IGNORECASE)
# Matches the start of a URL without a scheme, "gazette.example/a", or with a broken scheme,
# "https:/gazette.example/a".
_NO_SCHEME = re.compile(
    r"(?:(?P<scheme>https?)(?::/?(?!/)|//))?(?=(?P<host>[\w.:-]+)(?:[/?#]|\Z))", re.IGNORECASE
)
_WWW = re.compile(r"www\.[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)


def mended_url(stated: str, source_url: str) -> str:
    """Repairs the scheme and the host in a URL that a feed or sitemap states.

    For example, "https:/gazette.example/a" or "www.gazette.example/a" gets a complete scheme. If
    `stated` is a relative URL, the result is relative, too. In "news.org/a", the text "news.org"
    may be a host or a folder. It counts as a host only if it begins with "www.", or if it is the
    host of `source_url`, the URL of the feed or sitemap.
    """
    found = _CDATA.fullmatch(stated.strip())
    url = (stated if found is None else found[1]).strip(_AROUND)
    scheme, own = urlsplit(source_url)[:2]
    url = _once(_FEED.sub("", url, count=1), own)
    start = _NO_SCHEME.match(url)
    if start is None:
        return url
    if _bare(start["host"]) == _bare(own):
        return f"{start['scheme'] or scheme}://{url[start.end() :]}"
    return f"http://{url[start.end() :]}" if _WWW.fullmatch(start["host"]) else url


def _once(url: str, own: str) -> str:
    """Removes a repeated scheme, or a repeated scheme and host, from the beginning of a URL.

    For example, "http://https://gazette.example/a" and
    "https://gazette.example/https://gazette.example/a" both become "https://gazette.example/a". A
    host is removed only if both hosts are `own`, the host of the source.
    """
    found = _DOUBLED.match(url)
    if found is None or (found[1] and not _bare(found[1]) == _bare(found[2]) == _bare(own)):
        return url
    return url[found.end() :]


def _bare(host: str) -> str:
    return host.lower().removeprefix("www.")
