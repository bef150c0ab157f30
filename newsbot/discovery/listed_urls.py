"""Repairs URLs that feeds and sitemaps state with mistakes in the part before the path."""

import re
from urllib.parse import urlsplit

# What stands around URLs, but belongs to none: quotes, and characters that nobody sees.
_AROUND = "\"'<> \t\r\n\xa0\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\x00"
_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>)?", re.DOTALL)
_FEED = re.compile(r"feed:(?=https?:|//)", re.IGNORECASE)
# Matches the first of two schemes: "http://https://gazette.example/a".
_DOUBLED = re.compile(r"https?:/*(?=https?:)", re.IGNORECASE)
# Matches a URL without a scheme, or with a broken one, e.g.
# "gazette.example/a", "https:/gazette.example/a".
_NO_SCHEME = re.compile(r"(?:https?(?:://?|//|:))?(?=([\w.:-]+)(?:[/?#]|\Z))", re.IGNORECASE)
_WWW = re.compile(r"www\.[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)


def mended_url(stated: str, source_url: str) -> str:
    """A URL as a feed or sitemap states it, without mistakes that would hide the host.

    The result may be relative, as the URL in the source may be. A host without a correct scheme
    before it is only taken for a host if it is that of the source, at `source_url`, or begins with
    "www.", because in a relative URL the first folder stands in the same place.
    """
    found = _CDATA.fullmatch(stated.strip())
    url = (stated if found is None else found[1]).strip(_AROUND)
    url = _DOUBLED.sub("", _FEED.sub("", url, count=1), count=1)
    if url.startswith("//") or (start := _NO_SCHEME.match(url)) is None:
        return url
    scheme, own = urlsplit(source_url)[:2]
    host = start[1].lower()
    if _bare(host) == _bare(own.lower()):
        return f"{scheme}://{url[start.end() :]}"
    return f"http://{url[start.end() :]}" if _WWW.fullmatch(host) else url


def _bare(host: str) -> str:
    return host.removeprefix("www.")
