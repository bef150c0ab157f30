"""URLs: the form in which they are requested, their host, and the key of the page they lead to."""

import hashlib
import re
from functools import lru_cache
from urllib.parse import quote, quote_plus, unquote, unquote_to_bytes, urlsplit, urlunsplit

import tldextract
from w3lib.url import safe_url_string

from newsbot.host_names import plain_host
from newsbot.tracking import is_tracking

# The version of `url_key`. It must be increased when the function gives a different key for any
# URL: `scrapy db upgrade` then recomputes the stored keys. A migration must set the new version for
# databases without keys.
KEY_VERSION = 2

# Longer URLs are refused: no article has one, and many servers and caches do not accept them.
MAX_URL_BYTES = 2048

_DEFAULT_PORTS = {"http": 80, "https": 443}
# Finds the user name and password in a URL, which end at the last "@" of the URL's authority.
_USERINFO = re.compile(r"(?<=://)[^/?#\\\s]*@")
_IN_PATH = "!$&'()*+,:=@"

# Uses the list of public suffixes that tldextract ships, and never downloads a newer one.
_suffixes = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


# While a page is processed, the URL is normalised about a dozen times, and the key of the URL is
# computed five times. A run has up to 640 URLs under way (newsbot.crawling.work). The caches hold
# not many more, because hostile URLs can be very long.
_CACHED = 1024


@lru_cache(maxsize=_CACHED)
def requested_url(url: str) -> str | None:
    r"""The form in which newsbot requests, stores and shows a URL; None if it is no web URL.

    Site, URL key, robots.txt and lease of a URL are all determined from this form, so that they
    cannot disagree on the host of a URL such as "https://evil.example\@gazette.example/".

    The form is ASCII. It follows the URL Standard (by safe_url_string, which Scrapy uses too), with
    the host in its normal spelling, without userinfo, default port, dot segments and fragment. A
    URL that is already in this form stays as it is.
    """
    try:
        parts = urlsplit(safe_url_string(url))
        port = parts.port
    except ValueError:  # "http://[Breaking]/a", "http://gazette.example:none/a", a lone surrogate
        return None
    # PostgreSQL cannot store a NUL character; in a host, C programs would end the name there.
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or port == 0 or "\0" in url:
        return None
    host = plain_host(parts.hostname)
    if host is None:
        return None
    netloc = host if port in {None, _DEFAULT_PORTS[parts.scheme]} else f"{host}:{port}"
    return urlunsplit((parts.scheme, netloc, _without_dots(parts.path), parts.query, ""))


def is_web_url(url: str) -> bool:
    """Whether a URL can be fetched by newsbot: the scheme is http or https, and the host valid."""
    return requested_url(url) is not None


def is_too_long(url: str) -> bool:
    """Whether the requested form of a URL is longer than MAX_URL_BYTES."""
    return len(requested_url(url) or "") > MAX_URL_BYTES


def userinfo_of(url: str) -> tuple[str, str] | None:
    """The user name and password in a URL, percent-decoded; None if the URL has neither."""
    parts = urlsplit(safe_url_string(url))
    if parts.username is None:
        return None
    return unquote(parts.username), unquote(parts.password or "")


def without_userinfo(text: str) -> str:
    """The text without the user names and passwords of all URLs in it."""
    return _USERINFO.sub("", text)


def host_of(url: str) -> str:
    """The host of a URL, with ":port" unless that is the scheme's default; "" if there is none.

    The host is in lower case and IDNA, an IPv6 address in brackets: "gazette.example",
    "[::1]:8080".
    """
    return urlsplit(requested_url(url) or "").netloc


def origin_of(url: str) -> str:
    """The key of a URL's server: the host as `host_of` gives it, with ":80" for http on port 80.

    http and https of a host are two servers: each has a robots.txt (RFC 9309, 2.3) and failures of
    its own. Any other port is one server, whatever the scheme.
    """
    parts = urlsplit(requested_url(url) or "")
    is_plain = parts.scheme == "http" and parts.port is None
    return f"{parts.netloc}:{_DEFAULT_PORTS['http']}" if is_plain else parts.netloc


def registrable_domain(url: str) -> str:
    """The registrable domain of a URL, e.g. "example.co.uk"; without a public suffix the host."""
    return _registrable(urlsplit(requested_url(url) or "").hostname or "")


@lru_cache(maxsize=4096)
def _registrable(host: str) -> str:
    return _suffixes(host).top_domain_under_public_suffix or host


def _without_dots(path: str) -> str:
    """A path without dot segments (RFC 3986, 5.2.4), where "%2e" counts as a dot as well.

    Otherwise "/a/../b" would escape a robots.txt rule for "/b".
    """
    kept: list[str] = []
    dots = ""
    for segment in path.split("/"):
        dots = segment.replace("%2e", ".").replace("%2E", ".")
        if dots == ".." and len(kept) > 1:
            kept.pop()
        elif dots not in {".", ".."}:
            kept.append(segment)
    return "/".join([*kept, ""] if dots in {".", ".."} else kept)


def canonicalize_url(url: str) -> str:
    """A form that all URLs of a page share, except for scheme and "www."; it is not to be fetched.

    It is the requested form with uniform percent escapes and sorted query parameters, but without
    session ids, tracking parameters and final slash. A parameter that occurs twice stays twice. A
    text that is no web URL is returned unchanged.
    """
    form = requested_url(url)
    if form is None:
        return url
    parts = urlsplit(form)
    segments = map(_without_session, map(unquote_to_bytes, parts.path.split("/")))
    path = "/".join(quote(segment, safe=_IN_PATH) for segment in segments)
    path, query = _without_dots(path).rstrip("/"), _canonical_query(parts.query)
    return urlunsplit((parts.scheme, parts.netloc, path, query, ""))


@lru_cache(maxsize=_CACHED)
def url_key(url: str) -> bytes:
    """16 bytes that identify the page at a URL; http or https and "www." make no difference.

    The key is the first half of the SHA-256 over host, path and query of the canonical form.
    """
    page = canonicalize_url(url).split("://", 1)[-1].removeprefix("www.")
    return hashlib.sha256(page.encode(errors="backslashreplace")).digest()[:16]


def _without_session(segment: bytes) -> bytes:
    """A segment of a path without session parameters such as ";jsessionid=0A1B"."""
    if b";" not in segment:
        return segment
    name, *parameters = segment.split(b";")
    named = ((each.partition(b"=")[0].decode("utf-8", "replace"), each) for each in parameters)
    return b";".join((name, *(each for key, each in named if not is_tracking(key))))


def _canonical_query(query: str) -> str:
    parameters = sorted(_decoded(each) for each in query.split("&") if each)
    return "&".join(
        f"{quote_plus(name)}={quote_plus(value)}"
        for name, value in parameters
        if not is_tracking(name.decode("utf-8", "replace"), value.decode("utf-8", "replace"))
    )


def _decoded(parameter: str) -> tuple[bytes, bytes]:
    name, _, value = parameter.partition("=")
    return unquote_to_bytes(name.replace("+", " ")), unquote_to_bytes(value.replace("+", " "))
