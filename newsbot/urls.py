"""URLs: the form in which they are requested, their host, and the key of the page behind them."""

import hashlib
import re
from functools import lru_cache
from urllib.parse import quote, quote_plus, unquote, unquote_to_bytes, urlsplit, urlunsplit

import tldextract
from w3lib.url import safe_url_string

from newsbot.host_names import plain_host
from newsbot.tracking import is_tracking

# Raised when `url_key` gives another key for any URL: `scrapy db upgrade` then makes the stored
# keys anew. It needs a migration too, which gives it to databases that hold no keys.
KEY_VERSION = 2

# A longer one is refused: no article has it, and many a server and cache stops there.
MAX_URL_BYTES = 2048

_DEFAULT_PORTS = {"http": 80, "https": 443}
# As far as a URL's authority goes, the last "@" ends the userinfo.
_USERINFO = re.compile(r"(?<=://)[^/?#\\\s]*@")
_IN_PATH = "!$&'()*+,:=@"

# The list of public suffixes that tldextract ships; fetching a newer one is no crawler's business.
_suffixes = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


# One page's URL is asked about a dozen times on its way. Not more of them: hostile ones are long.
@lru_cache(maxsize=256)
def requested_url(url: str) -> str | None:
    r"""`url` as newsbot requests, stores and shows it; None for what is no web URL.

    Whatever is asked of a URL (site, key, robots.txt, lease) is asked of this form, so that no two
    readers of "https://evil.example\@gazette.example/" see two hosts in it. It is ASCII: what the
    URL Standard makes of the URL (safe_url_string, which Scrapy uses too), with the host's one
    spelling, without userinfo, default port, dot segments and fragment, and its own requested form.
    """
    try:
        parts = urlsplit(safe_url_string(url))
        port = parts.port
    except ValueError:  # "http://[Breaking]/a", "http://gazette.example:none/a", a lone surrogate
        return None
    # PostgreSQL's text takes any character but NUL; in a host it ends what C takes for the name.
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or port == 0 or "\0" in url:
        return None
    host = plain_host(parts.hostname)
    if host is None:
        return None
    netloc = host if port in {None, _DEFAULT_PORTS[parts.scheme]} else f"{host}:{port}"
    return urlunsplit((parts.scheme, netloc, _without_dots(parts.path), parts.query, ""))


def is_web_url(url: str) -> bool:
    """Whether `url` is one that newsbot would ever fetch: http or https, with a host."""
    return requested_url(url) is not None


def is_too_long(url: str) -> bool:
    """Whether the requested form of `url` has more than MAX_URL_BYTES."""
    return len(requested_url(url) or "") > MAX_URL_BYTES


def userinfo_of(url: str) -> tuple[str, str] | None:
    """The user name and password that a web URL is written with; None for neither."""
    parts = urlsplit(safe_url_string(url))
    if parts.username is None:
        return None
    return unquote(parts.username), unquote(parts.password or "")


def without_userinfo(text: str) -> str:
    """`text` with every URL in it stripped of user name and password."""
    return _USERINFO.sub("", text)


def host_of(url: str) -> str:
    """The host that is dialled for `url`, with ":port" unless it is the scheme's own; "" for none.

    Lower case, IDNA; an IPv6 address in brackets: "gazette.example", "[::1]:8080".
    """
    return urlsplit(requested_url(url) or "").netloc


def origin_of(url: str) -> str:
    """The host of `url` as `host_of` has it, with ":80" for http at its usual port.

    http and https of a host are two servers, each with its own robots.txt (RFC 9309, 2.3) and its
    own failures. At any other port there is one.
    """
    parts = urlsplit(requested_url(url) or "")
    is_plain = parts.scheme == "http" and parts.port is None
    return f"{parts.netloc}:{_DEFAULT_PORTS['http']}" if is_plain else parts.netloc


def registrable_domain(url: str) -> str:
    """The domain under a public suffix, e.g. "example.co.uk"; the bare host where there is none."""
    return _registrable(urlsplit(requested_url(url) or "").hostname or "")


@lru_cache(maxsize=4096)
def _registrable(host: str) -> str:
    return _suffixes(host).top_domain_under_public_suffix or host


def _without_dots(path: str) -> str:
    """RFC 3986, 5.2.4, where "%2e" is a dot as well: "/a/../b" must not pass a rule for "/b"."""
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
    """The form that all URLs of one page share but for scheme and "www."; never to be fetched.

    The requested form with its escapes written in one way, without session ids, tracking parameters
    and final slash, and with the query sorted: of repeated parameters all stay.
    What is no web URL stays as it is.
    """
    form = requested_url(url)
    if form is None:
        return url
    parts = urlsplit(form)
    path, query = _canonical_path(parts.path), _canonical_query(parts.query)
    return urlunsplit((parts.scheme, parts.netloc, path, query, ""))


def url_key(url: str) -> bytes:
    """16 bytes that name the page behind `url`: equal for http and https, www or not.

    The first half of SHA-256 over host, path and query of the canonical form.
    """
    page = canonicalize_url(url).split("://", 1)[-1].removeprefix("www.")
    return hashlib.sha256(page.encode(errors="backslashreplace")).digest()[:16]


def _canonical_path(path: str) -> str:
    segments = map(_without_session, map(unquote_to_bytes, path.split("/")))
    plain = "/".join(quote(segment, safe=_IN_PATH) for segment in segments)
    return _without_dots(plain).rstrip("/")


def _without_session(segment: bytes) -> bytes:
    """A path's segment without parameters such as ";jsessionid=0A1B"."""
    if b";" not in segment:
        return segment
    name, *parameters = segment.split(b";")
    kept = (each for each in parameters if not is_tracking(_name_of(each)))
    return b";".join((name, *kept))


def _name_of(parameter: bytes) -> str:
    return parameter.partition(b"=")[0].decode("utf-8", "replace")


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
