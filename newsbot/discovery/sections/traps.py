"""Recognises links to endless series of pages, e.g. calendars; removes session ids from URLs.

A crawler that followed such links would fetch more and more pages without news.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from newsbot.url_parts.tracking import is_tracking

MAX_REPEATS = 2
"""The maximum number of times that a path may have the same folder in it. In "/a/b/a/b/a/b", the
folder "a" occurs three times, which is too often. Folders that are numbers may occur more often."""
MAX_SEGMENTS = 20
MIN_CALENDAR = 15
"""A page with at least this many links to days or months is believed to have a calendar. The links
of a calendar count as traps, because they lead to ever more pages. A page with fewer such links may
just list the months of a small archive, which is no trap."""
MIN_SESSION_LINKS = 3
MIN_SESSION_LENGTH = 16
# Matches a session id in a path: ";jsessionid=0A1B", "/(S(lit3py55t21z5v55vlm25s55))" (ASP.NET).
_PATH_SESSION = re.compile(
    r";(?:jsessionid|phpsessid|sid)=[^/?#;]*|/\([A-Z]\([^/()]*\)\)", re.IGNORECASE
)
_DAY = re.compile(r"/(?:19|20)\d\d[-/._]?(?:0?[1-9]|1[0-2])(?:[-/._]?(?:0?[1-9]|[12]\d|3[01]))?/?$")
_DATE_VALUE = re.compile(
    r"(?:19|20)\d\d(?:[-/.](?:0?[1-9]|1[0-2])(?:[-/.]\d\d?)?"
    r"|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?)"
)
# Matches names of query parameters whose values are ids, e.g. "idxno", "nr". The value of such
# a parameter, e.g. 202605, is not taken for a month.
_ID_NAME = re.compile(r"(?:id|idx|no|nr|num|seq|key)$|^(?:id|p|article)", re.IGNORECASE)
_CALENDAR_PARAMETERS = frozenset(("day", "month", "tribe-bar-date", "year", "yearmonth"))


def is_endless_path(url: str) -> bool:
    """Whether the path of a URL repeats a folder, as "/a/b/a/b/a/b", or is very long.

    Broken pages have such links: each link leads to a page with a link that is longer still.
    """
    segments = [segment for segment in unquote(urlsplit(url).path).split("/") if segment]
    counts = Counter(segment for segment in segments if not segment.isdigit())
    return len(segments) > MAX_SEGMENTS or max(counts.values(), default=0) > MAX_REPEATS


def is_of_calendar(url: str) -> bool:
    """Whether a URL leads to a day or month of a calendar: "/2026/05/" or "?month=2026-05"."""
    parts = urlsplit(url)
    if _DAY.search(parts.path) and not parts.query:
        return True
    return any(
        name.casefold() in _CALENDAR_PARAMETERS or _DATE_VALUE.fullmatch(value)
        for name, value in parse_qsl(parts.query)
        if not _ID_NAME.search(name)
    )


def without_sessions(urls: Mapping[int, str]) -> dict[int, str]:
    """The URLs to which a page links, without session ids and parameters for tracking.

    A query parameter counts as a session id if at least MIN_SESSION_LINKS URLs have the same value
    for it, and the value is a long text of letters and digits, e.g. "?sid=4f0c7be1a9d24c55".

    Args:
        urls: the position of each link → its URL; the result has the same positions.
    """
    sessions = _sessions(urls.values())
    return {place: _without(url, sessions) for place, url in urls.items()}


def _sessions(urls: Iterable[str]) -> frozenset[tuple[str, str]]:
    pages: dict[tuple[str, str], set[str]] = defaultdict(set)
    for url in urls:
        parts = urlsplit(url)
        for name, value in parse_qsl(parts.query):
            if len(value) >= MIN_SESSION_LENGTH and value.isalnum() and not value.isalpha():
                pages[name, value].add(url)
    return frozenset(each for each, found in pages.items() if len(found) >= MIN_SESSION_LINKS)


def _without(url: str, sessions: frozenset[tuple[str, str]]) -> str:
    parts = urlsplit(url)
    if not sessions and ";" not in parts.path and "(" not in parts.path and not parts.query:
        return url
    query = parts.query
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [pair for pair in pairs if pair not in sessions and not is_tracking(*pair)]
    if len(kept) < len(pairs):
        query = urlencode(kept)
    path = _PATH_SESSION.sub("", parts.path)
    return urlunsplit((parts.scheme, parts.netloc, path, query, ""))
