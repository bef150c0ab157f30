"""Repairs URLs that feeds and sitemaps state with mistakes in the part before the path."""

import re
from urllib.parse import urlsplit

# What stands around URLs, but belongs to none: quotes, and characters that nobody sees.
_AROUND = "\"'<> \t\r\n\xa0\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\x00"
_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>)?", re.DOTALL)
_FEED = re.compile(r"feed:(?=https?:|//)", re.IGNORECASE)
# Matches the first of two schemes, perhaps with a host: "http://https://gazette.example/a",
# "https://gazette.example/https://gazette.example/a".
_DOUBLED = re.compile(r"https?:/*([^/?#]*?)/?(?=https?:/+([^/?#]*))", re.IGNORECASE)
# Matches a URL without a scheme, or with a broken one, e.g.
# "gazette.example/a", "https:/gazette.example/a".
_NO_SCHEME = re.compile(
    r"(?:(?P<scheme>https?)(?::/?(?!/)|//))?(?=(?P<host>[\w.:-]+)(?:[/?#]|\Z))", re.IGNORECASE
)
_WWW = re.compile(r"www\.[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)


def mended_url(stated: str, source_url: str) -> str:
    """A URL as a feed or sitemap states it, without mistakes that would hide the host.

    The result may be relative, as the URL in the source may be. A host without a correct scheme
    before it is only taken for a host if it is that of the source, at `source_url`, or begins with
    "www.", because in a relative URL the first folder stands in the same place.
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
    """A URL without a second scheme, or a second time the source's host `own`, before it."""
    found = _DOUBLED.match(url)
    if found is None or (found[1] and not _bare(found[1]) == _bare(found[2]) == _bare(own)):
        return url
    return url[found.end() :]


def _bare(host: str) -> str:
    return host.lower().removeprefix("www.")
