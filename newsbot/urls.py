"""Addresses: their canonical form, their key, the site and the article that they name."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from urllib.parse import parse_qsl, unquote, urlsplit

import tldextract
from w3lib.url import canonicalize_url as sorted_url
from w3lib.url import safe_url_string, url_query_cleaner

MAX_URL_BYTES = 2048
"""Longer URLs are not asked for."""

# Parameters that say where a reader came from, never which article is shown.
TRACKING_PARAMETERS = (
    "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id",
    "fbclid", "gclid", "dclid", "msclkid", "twclid", "igshid", "mc_cid", "mc_eid",
    "cmpid", "ncid", "ocid", "at_medium", "at_campaign", "ftag", "taid", "__twitter_impression",
)  # fmt: skip

# Parameters whose value names the article, without "_" and "-".
_ARTICLE_PARAMETERS = frozenset((
    "id", "aid", "nid", "p", "article", "articleid", "artid", "artikelid", "contentid", "docid",
    "idarticle", "idnews", "itemid", "newsid", "storyid", "story",
))  # fmt: skip
# A UUID, a hash of 16 hexadecimal digits or more, or a number.
_ID = (
    r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{16,64}|[0-9]{6,20})"
)
_WHOLE = re.compile(rf"^{_ID}$", re.IGNORECASE)
# "harbour-opens-12345678.html", "art_1234567_3210.html", "article1234567.bild.html"
_AT_END = re.compile(
    rf"(?<![^\W_])[^\W\d_]{{0,20}}?{_ID}(?:[-_.,][0-9]{{1,5}})*(?:\.[a-z]+[0-9]?)*$", re.IGNORECASE
)
# "12345678-harbour-opens.html", "article-1234567-harbour-opens"
_KIND = r"(?:(?:a|art|article|artikel|id|n|news|nid|s|story)[-_]?)?"
_AT_START = re.compile(rf"^{_KIND}{_ID}(?=[-_,.]|$)", re.IGNORECASE)
_ALONE = re.compile(rf"^{_KIND}{_ID}$", re.IGNORECASE)
# The last segment of an address that shows an article in another form.
_FORM = re.compile(r"^(?:amp|all|full|print|index\.\w+|0{0,2}[01])$", re.IGNORECASE)
# What follows one of these is the number of a list, or of a reader's comment.
_LIST = re.compile(
    r"^(?:authors?|categor(?:y|ies)|channels?|comments?|galler(?:y|ies)|pages?|sections?|tags?"
    r"|topics?)$",
    re.IGNORECASE,
)
# The last segment of an address that shows something else of an article, alone or after the number:
# "12345678/comments", "harbour-opens-12345678-2.html", "12345678/page-3"; not "1234567_3210.html".
_VIEW = (
    r"(?:attachments?|comentarios|commentaires|comments?|commenti|discussion|fotos?|fotostrecke"
    r"|foto?galerie|galer[ií]a|galerie|galler(?:y|ies|ia)|images?|kommentare|photos?|pictures"
    r"|reacties|slideshow|videos?)"
)
_FURTHER_PAGE = r"(?:(?:index|p|pg|page|pagina|seite|sida)[-_]?)?(?:0?[2-9]|[1-9][0-9])"
_FURTHER_VIEW = re.compile(
    rf"(?:^|[0-9][0-9a-f]{{4,30}}[-_.,])(?:{_VIEW}|{_FURTHER_PAGE})(?:\.[a-z]+[0-9]?)*$",
    re.IGNORECASE,
)
_PAGE_PARAMETERS = frozenset((
    "currentpage", "p", "page", "paged", "pageno", "pagenum", "pagenumber", "pagina", "pg", "seite",
))  # fmt: skip
# Of three digits at most: WordPress has its articles in "p".
_FURTHER = re.compile("0?[2-9]|[1-9][0-9]{1,2}")
# "202605", "260511", "110526", "20260511", "11052026", and with hour and minute.
_DATE_FORMATS = {
    6: ("%Y%m", "%y%m%d", "%d%m%y", "%m%d%y"),
    8: ("%Y%m%d", "%d%m%Y", "%m%d%Y"),
    10: ("%Y%m%d%H",),
    12: ("%Y%m%d%H%M",),
}
_DATE_YEARS = range(1990, 2050)

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


def host_of(url: str) -> str:
    """The host of `url` in lower case, with its port where that is not the scheme's own."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return host if parts.port in {None, usual} else f"{host}:{parts.port}"


def article_number(url: str) -> str | None:
    """The number, hash or UUID in `url` by which its publisher's system knows the article.

    It stays when the slug changes: "12345678" of ".../storm-closes-harbour-12345678.html". Numbers
    have 6 to 20 digits; dates, quantities ("150000") and the numbers of lists are none. Of several
    it is the last. The second page of an article, its comments and its pictures have none, for
    their text is not the article's. Another article of the site may have the same, and a few
    addresses have one that means something else: compare the texts too.
    """
    parts = urlsplit(url)
    # The last first.
    query = [(_bare(name), value) for name, value in reversed(parse_qsl(parts.query))]
    segments = _telling_segments(parts.path)
    if _FURTHER_VIEW.search(segments[-1]) or any(_is_further_page(*each) for each in query):
        return None
    return next(filter(_is_identifying, (*_in_query(query), *_in_path(segments))), None)


def _bare(parameter: str) -> str:
    return parameter.casefold().replace("_", "").replace("-", "")


def _telling_segments(path: str) -> list[str]:
    """The segments of a path up to what says in which form the article is shown; at least three."""
    segments = [unquote(part).partition(";")[0] for part in path.split("/") if part]
    while segments and _FORM.search(segments[-1]):
        segments.pop()
    return ["", "", "", *segments]


def _is_further_page(parameter: str, value: str) -> bool:
    return parameter in _PAGE_PARAMETERS and _FURTHER.fullmatch(value) is not None


def _in_query(query: Iterable[tuple[str, str]]) -> Iterator[str]:
    for parameter, value in query:
        if parameter in _ARTICLE_PARAMETERS:
            yield from _WHOLE.findall(value)


def _in_path(segments: Sequence[str]) -> Iterator[str]:
    """Candidates in the last segment of the path, likeliest first, then in the one before."""
    *_, above, before, last = segments
    if not _LIST.search(before):
        yield from (*_AT_END.findall(last), *_AT_START.findall(last))
    # Elsewhere in it a number belongs to a section: "/sport-123456/storm-closes-harbour".
    if not _LIST.search(above):
        yield from _ALONE.findall(before)


def _is_identifying(found: str) -> bool:
    """Whether it may name an article: no date, no round quantity, not one digit repeated."""
    if not found.isdecimal():
        return True
    is_round = found.endswith("000") or len(set(found)) == 1
    return not is_round and not any(
        _is_date(found, layout) for layout in _DATE_FORMATS.get(len(found), ())
    )


def _is_date(digits: str, layout: str) -> bool:
    try:
        return datetime.strptime(digits, layout).year in _DATE_YEARS  # noqa: DTZ007 - a day at most
    except ValueError:
        return False


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
