"""Addresses: their canonical form, their key and the site they belong to."""

import hashlib
from urllib.parse import urlsplit

import tldextract
from w3lib.url import canonicalize_url as sorted_url
from w3lib.url import safe_url_string, url_query_cleaner

# Parameters that say where a reader came from, never which article is shown.
TRACKING_PARAMETERS = (
    "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id",
    "fbclid", "gclid", "dclid", "msclkid", "twclid", "igshid", "mc_cid", "mc_eid",
    "cmpid", "ncid", "ocid", "at_medium", "at_campaign", "ftag", "taid", "__twitter_impression",
)  # fmt: skip

# The list of public suffixes that tldextract ships; fetching a newer one is no crawler's business.
_suffixes = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def canonicalize_url(url: str) -> str:
    """`url` without fragment and tracking parameters, its query sorted, host in lower case."""
    cleaned = url_query_cleaner(url, TRACKING_PARAMETERS, remove=True) if "?" in url else url
    return sorted_url(cleaned)


def url_key(url: str) -> bytes:
    """16 bytes that name the page behind `url`: equal for http and https, www or not.

    The first half of SHA-256 over host and path of the canonical form.
    """
    scheme_less = canonicalize_url(url).split("://", 1)[-1]
    page = scheme_less.removeprefix("www.").removesuffix("/")
    return hashlib.sha256(page.encode()).digest()[:16]


def registrable_domain(url: str) -> str:
    """The domain under a public suffix, e.g. "example.co.uk"; the bare host where there is none."""
    return _suffixes(url).top_domain_under_public_suffix or (urlsplit(url).hostname or "")


def is_web_url(url: str) -> bool:
    """Whether `url` is one that newsbot would ever fetch: http or https, with a host, no NUL."""
    try:
        parts = urlsplit(url)
        port = urlsplit(safe_url_string(url)).port  # as Scrapy will write it
    except ValueError:  # "http://[Breaking]/a", "http://gazette.example:none/a", a lone surrogate
        return False
    has_host = bool(parts.hostname) and port != 0
    # PostgreSQL's text takes any character but NUL.
    return parts.scheme in {"http", "https"} and has_host and "\0" not in url
