"""Converts URLs to the form in which newsbot requests them, and finds a URL's host and key."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from urllib.parse import quote, quote_plus, unquote, unquote_to_bytes, urlsplit, urlunsplit

import tldextract
from w3lib.url import safe_url_string

from newsbot.url_parts.host_names import plain_host
from newsbot.url_parts.tracking import is_tracking

# The version of the function `url_key`. If a change of this function changes the key of any URL,
# increase the version. Then `scrapy db upgrade` recomputes the stored keys. The database states for
# each table the version of its keys. So also add a migration that stores the new version for tables
# that have no rows, as in a new database.
KEY_VERSION = 3

# A URL with more bytes than this is not requested. No article has a longer URL, and many servers
# and caches do not accept longer URLs.
MAX_URL_BYTES = 2048

_DEFAULT_PORTS = {"http": 80, "https": 443}
# Matches the user name and the password in a URL, up to the last "@" before the path.
_USERINFO = re.compile(r"(?<=://)[^/?#\\\s]*@")
_SLASHES = re.compile("/{2,}")
# Matches a dot with a letter after it. A domain such as "gazette.example" has one. An IP address
# such as "192.0.2.1" has none, nor has the name "localhost".
_WITH_SUFFIX = re.compile(r"\.[a-z]")
_IN_PATH = "!$&'()*+,:=@"

# Finds the public suffix of a host, e.g. "co.uk". The list of suffixes is the one that the library
# tldextract includes; no newer list is downloaded.
_suffixes = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


# The maximum number of URLs in each cache of this module. A cache helps because the same URL is
# normalised about a dozen times while its page is processed, and a run processes up to 640 URLs at
# the same time. The number is not much higher than that, because hostile URLs can be very long.
_CACHED = 1024


@lru_cache(maxsize=_CACHED)
def requested_url(url: str) -> str | None:
    r"""The form in which newsbot requests, stores and shows a URL; None if it is no web URL.

    All code uses this form, so that no two parts of newsbot can disagree on the host of a URL such
    as "https://evil.example\@gazette.example/".

    The form is ASCII, and follows the URL Standard, as implemented by w3lib's `safe_url_string`.
    The host is in its normal spelling. User name, password, default port, dot segments and fragment
    are removed. A URL that has this form already is returned unchanged.
    """
    try:
        parts = urlsplit(safe_url_string(url))
        port = parts.port
    except ValueError:  # "http://[Breaking]/a", "http://gazette.example:none/a", a lone surrogate
        return None
    # A URL with a NUL character is refused: PostgreSQL cannot store NUL, and C programs would take
    # it for the end of a host name.
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or port == 0 or "\0" in url:
        return None
    host = plain_host(parts.hostname)
    if host is None:
        return None
    netloc = host if port in {None, _DEFAULT_PORTS[parts.scheme]} else f"{host}:{port}"
    return urlunsplit((parts.scheme, netloc, _without_dots(parts.path), parts.query, ""))


def is_web_url(url: str) -> bool:
    """Whether newsbot can request `url`: it is an http or https URL, and its host is valid."""
    return requested_url(url) is not None


def is_too_long(url: str) -> bool:
    """Whether `url` is longer than MAX_URL_BYTES in the form in which newsbot would request it."""
    return len(requested_url(url) or "") > MAX_URL_BYTES


def userinfo_of(url: str) -> tuple[str, str] | None:
    """The user name and password in a URL, percent-decoded; None if the URL has neither."""
    parts = urlsplit(safe_url_string(url))
    if parts.username is None:
        return None
    return unquote(parts.username), unquote(parts.password or "")


def without_userinfo(text: str) -> str:
    """The text without the user names and passwords in its URLs."""
    return _USERINFO.sub("", text)


def host_of(url: str) -> str:
    """The host of a URL, with ":port" unless it is the default port; "" if `url` is no web URL.

    The host is in lower case and in punycode, and an IPv6 address is in brackets:
    "gazette.example", "[::1]:8080".
    """
    return urlsplit(requested_url(url) or "").netloc


def queue_of(url: str, groups: Mapping[str, str]) -> str:
    """The name of the queue of the host of `url`: the host's group, or else the host itself.

    `groups` maps hosts to the names of their groups. The hosts of a group share one queue.
    """
    host = host_of(url)
    return groups.get(host, host)


def origin_of(url: str) -> str:
    """The host and port of the server that a URL is requested from.

    The default port of https is left out: for "https://gazette.example/a" the result is
    "gazette.example". The default port of http is not: for "http://gazette.example/a" the result is
    "gazette.example:80". So these are two servers, each with its own robots.txt (RFC 9309, 2.3) and
    its own failures. But "http://gazette.example:8080/a" and "https://gazette.example:8080/a" give
    the same result, and count as one server.
    """
    parts = urlsplit(requested_url(url) or "")
    is_plain = parts.scheme == "http" and parts.port is None
    return f"{parts.netloc}:{_DEFAULT_PORTS['http']}" if is_plain else parts.netloc


def url_on(origin: str) -> str:
    """The URL of the home page of a server, e.g. "https://gazette.example/".

    `origin` is the server's host and port, as `origin_of` gives them.
    """
    scheme = "http" if origin.endswith(f":{_DEFAULT_PORTS['http']}") else "https"
    return f"{scheme}://{origin}/"


def registrable_domain(url: str) -> str:
    """The registrable domain of a URL, e.g. "example.co.uk".

    For a host without a public suffix, e.g. an IP, the result is the host.
    """
    return _registrable(urlsplit(requested_url(url) or "").hostname or "")


def domain_or_host(url: str) -> str:
    """The registrable domain of a URL, e.g. "gazette.example".

    For a host without a public suffix, the result is the host and port, e.g. "127.0.0.1:8000". URLs
    with the same result belong to the same site.
    """
    parts = urlsplit(url)
    return _domain_or_host(f"{parts.scheme}://{parts.netloc}/")


@lru_cache(maxsize=_CACHED)
def _domain_or_host(url: str) -> str:
    domain = registrable_domain(url)
    return domain if _WITH_SUFFIX.search(domain) else host_of(url)


def is_public_suffix(host: str) -> bool:
    """Whether hosts of many owners end with `host`, as with "co.uk" or "org"."""
    return host == _suffixes(host).suffix


def split_host(url: str) -> tuple[list[str], str]:
    """Splits the host of a URL into its registrable domain and the labels before this domain.

    For "https://en.m.example.co.uk/a" the result is ["en", "m"] and "example.co.uk". If the public
    suffix is not known, the last two labels count as the registrable domain.
    """
    host = urlsplit(requested_url(url) or "").hostname or ""
    domain = _registrable(host)
    if domain == host and host[-1:].isalpha():
        domain = ".".join(host.split(".")[-2:])
    return host.removesuffix(domain).rstrip(".").split(".") if host != domain else [], domain


@lru_cache(maxsize=4096)
def _registrable(host: str) -> str:
    return _suffixes(host).top_domain_under_public_suffix or host


def domains_above(url: str) -> Iterator[str]:
    """The host of a URL and its parent domains, the longest first, each with and without the port.

    A site in the registry may list any of them in `domains`. For "https://a.b/" they are a.b:443,
    a.b, b:443 and b.
    """
    scheme, netloc, *_ = urlsplit(requested_url(url) or "")
    host, _, port = netloc.rpartition(":")
    if not port.isdigit():  # no port, or the end of an IPv6 literal
        host, port = netloc, "80" if scheme == "http" else "443"
    labels = host.split(".")
    for start in range(len(labels)):
        parent = ".".join(labels[start:])
        yield from (f"{parent}:{port}", parent)


def _without_dots(path: str) -> str:
    """The path `path` of a URL without the segments "." and ".." (RFC 3986, 5.2.4).

    "%2e" counts as a dot too. These segments are removed because a robots.txt rule for "/b" would
    not match "/a/../b".
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
    """The canonical form of a URL. It is only for comparisons, and is never requested.

    URLs that differ only in how they are written have the same canonical form. Percent escapes are
    made uniform, and query parameters are sorted. Session ids, tracking parameters, repeated
    slashes and a final slash are removed. The scheme and "www." are kept, so URLs of the same page
    may still have canonical forms that differ in these two. A text that is no web URL is returned
    unchanged.
    """
    form = requested_url(url)
    if form is None:
        return url
    parts = urlsplit(form)
    segments = map(_without_session, map(unquote_to_bytes, parts.path.split("/")))
    path = "/".join(quote(segment, safe=_IN_PATH) for segment in segments)
    path = _without_dots(_SLASHES.sub("/", path)).rstrip("/")
    query = _canonical_query(parts.query)
    return urlunsplit((parts.scheme, parts.netloc, path, query, ""))


@lru_cache(maxsize=_CACHED)
def url_key(url: str) -> bytes:
    """A hash of 16 bytes that is the same for different spellings of the URL of one page.

    It is the first half of the SHA-256 of the URL's canonical form, without the scheme and "www.".
    """
    page = canonicalize_url(url).split("://", 1)[-1].removeprefix("www.")
    return hashlib.sha256(page.encode(errors="backslashreplace")).digest()[:16]


def _without_session(segment: bytes) -> bytes:
    """A segment of a URL's path, without session parameters such as ";jsessionid=0A1B"."""
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
        if not is_tracking(
            # Links in feeds may be escaped twice: "?id=1&amp;utm_source=rss". Then the server gets
            # a parameter with the name "amp;utm_source".
            name.decode("utf-8", "replace").removeprefix("amp;"),
            value.decode("utf-8", "replace"),
        )
    )


def _decoded(parameter: str) -> tuple[bytes, bytes]:
    name, _, value = parameter.partition("=")
    return unquote_to_bytes(name.replace("+", " ")), unquote_to_bytes(value.replace("+", " "))
