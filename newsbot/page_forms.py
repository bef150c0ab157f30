"""Finds the URL of an article's ordinary page from the URL of another form of the page.

Many sites have several pages for one article: for AMP (Google's format for phones), for phones, for
print, or with parameters that tell where a reader came from. The URLs found here are only guesses.
The texts of two pages decide whether the pages have the same article.
"""

import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit, urlunsplit

from newsbot.url_parts.tracking import is_channel, is_tracking
from newsbot.urls import requested_url, split_host, url_key

# The maximum number of URLs in each cache. While a page is stored, its URLs are asked for several
# times.
CACHED = 1024

# Parts of host names that show the form of a page (e.g. for phones): "m" in "m.gazette.example" and
# in "en.m.gazette.example".
_HOST_LABELS = frozenset((
    "amp", "amphtml", "m", "mobi", "mobil", "mobile", "print", "touch", "wap",
    "www1", "www2", "www3", "wwwm",
))  # fmt: skip
# Segments of URL paths that show the form of a page (e.g. for AMP): "amp" in "/amp/story" and in
# "/story/amp/".
_SEGMENTS = frozenset((
    "amp", "amphtml", "print", "printable", "printer-friendly", "printerfriendly", "print-view",
    "printview", "print-version", "printversion",
))  # fmt: skip
_PAGE_FILE = re.compile(r"\.s?html?$", re.IGNORECASE)
# Path segments that show the form of a page only if they come first in the path: "m" in "/m/story",
# but not in "/a/m/story".
_FIRST_SEGMENTS = frozenset(("m", "mobi", "mobil", "mobile", "touch", "wap"))
# Matches the ending of a path's last segment if it shows the form of a page: ".amp" in
# "story.amp.html", "-print" in "story-print.html", "~amp" in "story~amp".
_ENDING = re.compile(
    r"(?<=[^/])[._~-](?:amp|amphtml|print|printable)(?=(?:\.(?:s?html?|php|aspx?|jsp))?$)",
    re.IGNORECASE,
)
# URL parameters that show the form of a page, whatever their values: "amp=1", "print=yes". Some of
# them are added by AMP caches and by plugins for AMP, e.g. "usqp" and "noamp".
_PARAMETERS = frozenset((
    "amp", "amphtml", "print", "printable", "printpage", "printview", "printversion", "mobile",
    "noamp", "usqp", "amp_js_v", "amp_gsa", "amp_markup", "amp_lite", "amp_ct", "nomobile",
    "printerfriendly", "printer_friendly", "singlepage", "showall", "viewall",
))  # fmt: skip
# URL parameters that show the form of a page only if they have one of the values below:
# "view=print", "outputType=amp". "page=all" and "pagewanted=all" are among them, because they show
# all pages of an article in one page.
_FORM_PARAMETERS = frozenset((
    "view", "output", "outputtype", "format", "mode", "style", "display", "layout", "version",
    "theme", "template", "tmpl", "type", "page", "action", "variant", "service", "device", "do",
    "_format", "viewmode", "pagewanted",
))  # fmt: skip
_FORM_VALUES = frozenset((
    "amp", "amphtml", "print", "printable", "printer", "printview", "printversion", "mobile",
    "touch", "mobi", "component", "all", "single", "default",
))  # fmt: skip
_YES = frozenset(("", "0", "1", "true", "yes"))
# Matches the URL of a page in Google's cache of AMP pages. The host of the publisher follows after
# "/c/s/" or, for pages over http, after "/c/".
_AMP_CACHE = re.compile(r"^https?://[^/]+\.cdn\.ampproject\.org/[cvw]/(s/)?([^/?#]+)(.*)$")

# Texts that faulty page templates write in place of a URL or of a part of it.
_NO_VALUES = frozenset(("undefined", "null", "none", "nan", "[object object]", "404", "error"))
_UNFILLED = re.compile(r"\{\{|\{%|\$\{|<%|%%")
# Matches the last path segment of a home page, also of one for a language: "index.html", "en",
# "pt-BR".
_HOME = re.compile(
    r"^(?:index|home|default|start)(?:\.\w+)?$|^[a-z]{2}(?:[-_][a-z]{2})?$", re.IGNORECASE
)
# Matches the name of the file that a server sends for a folder: "index.html" in
# "/2026/mill/index.html".
_INDEX = re.compile(r"^(?:index|default)\.(?:s?html?|php|aspx?|jsp)$", re.IGNORECASE)
_SECTIONS = frozenset((
    "actualites", "archive", "archives", "articles", "business", "culture", "deportes", "economy",
    "entertainment", "health", "latest", "lifestyle", "local", "nachrichten", "national", "news",
    "noticias", "opinion", "politics", "politik", "science", "search", "sport", "sports", "stories",
    "tech", "technology", "travel", "world",
))  # fmt: skip
# If the path of a canonical URL is the beginning of the page's own path, the URL probably leads to
# a section. It is taken for the URL of an article only if its last segment has a digit, or at least
# this many words.
_SLUG_WORDS = 3


@lru_cache(maxsize=CACHED)
def main_url(url: str, canonical: str | None) -> str:
    """The URL at which the ordinary page of an article probably is.

    It is the canonical URL that the page states, if this is plausible. It is not plausible on
    another site, for a home page or section, or if a template left it unfilled. If the page states
    no plausible one, the result is the page's own URL without the parts that show its form, e.g.
    "/amp/".

    Args:
        url: the URL of the page.
        canonical: the URL that the page states by rel=canonical or og:url; None if it states none.
    """
    plain = plain_url(url)
    stated = None if canonical is None else requested_url(canonical)
    if stated is None:
        return plain
    stated = plain_url(stated)
    if not is_same_site(stated, plain) or _is_no_article(stated, plain):
        return plain
    return stated


def is_same_site(one: str, other: str) -> bool:
    """Whether two URLs have the same registrable domain, e.g. "gazette.example".

    A page in Google's cache of AMP pages counts as a page of its publisher.
    """
    return split_host(plain_url(one))[1] == split_host(plain_url(other))[1]


@lru_cache(maxsize=CACHED)
def plain_url(url: str) -> str:
    """The URL without the parts that show the form of the page, e.g. "/amp/", "?print=1" and "m.".

    Parameters that tell where a reader came from are removed too. A text that is no web URL is
    returned unchanged.

    >>> plain_url("https://m.gazette.example/amp/mill?view=print&id=7&from=home")
    'https://gazette.example/mill?id=7'
    """
    cached = _AMP_CACHE.match(url)
    if cached is not None:
        url = f"http{'s' if cached[1] else ''}://{cached[2]}{cached[3]}"
    form = requested_url(url)
    if form is None:
        return url
    parts = urlsplit(form)
    query = "&".join(each for each in parts.query.split("&") if not _is_form(each))
    return urlunsplit((parts.scheme, _host(form, parts.netloc), _path(parts.path), query, ""))


def other_endings(url: str) -> tuple[str, ...]:
    """URLs that may lead to the same page as `url`, and differ from it only in the end of the path.

    For "/mill" they are "/mill.html" and "/mill/index.html". For "/mill.html" and
    "/mill/index.html", the result is only "/mill". Such URLs are needed because the page
    "/mill.html" may have the AMP form "/mill/amp", from which only "/mill" can be guessed.
    """
    parts = urlsplit(url)
    before, slash, last = parts.path.rstrip("/").rpartition("/")
    if _INDEX.match(last):
        others = [before]
    elif last and "." not in last:
        others = [f"{before}{slash}{last}.html", f"{before}{slash}{last}/index.html"]
    else:
        others = [f"{before}{slash}{last.removesuffix('.html')}"]
    return tuple(urlunsplit((parts.scheme, parts.netloc, path, parts.query, "")) for path in others)


def _host(url: str, netloc: str) -> str:
    """The host and port of `url`, without labels that show the form of the page, e.g. "m"."""
    labels, domain = split_host(url)
    kept = [label for label in labels if label not in _HOST_LABELS]
    return netloc if len(kept) == len(labels) else ".".join([*kept, domain]) + _port(netloc)


def _port(netloc: str) -> str:
    name, colon, port = netloc.rpartition(":")
    return colon + port if name and port.isdecimal() else ""


def _path(path: str) -> str:
    segments = path.split("/")
    kept = [
        segment
        for place, segment in enumerate(segments)
        if not (
            _PAGE_FILE.sub("", segment.lower()) in _SEGMENTS
            or (place == 1 and segment.lower() in _FIRST_SEGMENTS)
        )
    ]
    if not any(kept):
        return path  # "/print" may be a section of its own
    kept[-1] = _ENDING.sub("", kept[-1])
    return "/".join(kept)


def _is_form(parameter: str) -> bool:
    """Whether a URL parameter shows the form of the page, e.g. "view=print".

    Parameters that tell where a reader came from, e.g. "from=home", count as well.
    """
    name, _, value = unquote(parameter).lower().replace("amp;", "").partition("=")
    if name in _PARAMETERS or is_tracking(name, value) or is_channel(name):
        return True
    return (name in _FORM_PARAMETERS and value in _FORM_VALUES) or (name == "m" and value in _YES)


def _is_no_article(stated: str, plain: str) -> bool:
    """Whether the canonical URL `stated` of the page at `plain` cannot be an article's URL.

    For example, it is the URL of the home page, or has an unfilled placeholder in it.
    """
    if url_key(stated) == url_key(plain):
        return False
    segments, own = _segments(stated), _segments(plain)
    if not segments or _UNFILLED.search(unquote(stated)):
        return True
    last = segments[-1]
    if last in _NO_VALUES or last in _SECTIONS or (len(segments) == 1 and _HOME.match(last)):
        return not urlsplit(stated).query
    is_above = len(segments) < len(own) and own[: len(segments)] == segments
    words = [word for word in re.split(r"[-_.]", last) if word]
    return is_above and len(words) < _SLUG_WORDS and not re.search(r"\d", last)


def _segments(url: str) -> list[str]:
    return [unquote(each).lower() for each in urlsplit(url).path.split("/") if each]
