"""The errors of sources (e.g. feeds) that were downloaded, but gave no links or only some.

An error has the name of a reason, and a sentence that explains the reason to people. The reasons
for failed downloads are in `newsbot.reasons`.
"""

from dataclasses import dataclass

from newsbot import clock
from newsbot.crawling.media_type import is_html
from newsbot.discovery.feeds.named import named_feeds
from newsbot.discovery.kinds import KINDS, Kind
from newsbot.discovery.script_shell import is_script_shell
from newsbot.errors import SourceError, WorkerError, WorkerTimeout
from newsbot.items import FetchedPage, NotAnArticle
from newsbot.plain_text import one_line
from newsbot.reasons import reason_of

MAX_LINE_LENGTH = 300
UNREADABLE = "unreadable"
HTML_PAGE = "html_page"
# The reason why a poll of a source (feed, sitemap or section page) counts as failed: the transfer
# was cut off, so that only the first links are known.
CAME_IN_PART = "came_in_part"
# The name of a reason: there is a mistake in the source, e.g. in the JSON of a feed, so that only
# the links before this mistake could be read.
PART_UNREADABLE = "part_unreadable"
MOST_NAMED = 3
"""The maximum number of feeds that an error message names. The message says that there is an HTML
page in place of a feed, and that this page links to these feeds."""

# Name of a reason → a sentence for people. The reasons tell what page a server sends in place of a
# source, e.g. a login page in place of a feed. The same reasons are used for pages in place of
# articles.
WALLS = {
    "bot_challenge": "A check for robots stands in place of the {name}.",
    "cookie_wall": "A consent page stands in place of the {name}.",
    "login_wall": "A login page stands in place of the {name}.",
    "soft_404": "A page that says that there is no such page stands in place of the {name}.",
}
SENTENCES = WALLS | {
    "empty": "The response is empty.",
    "script_shell": "The page is empty until JavaScript fills it, which newsbot does not run.",
    HTML_PAGE: "A web page stands in place of the {name}; the URL may have changed.",
    "json": "JSON stands in place of the {name}, perhaps to tell of an error.",
    "no_entries": "The {name} lists no article: it was emptied, or there was no news for days.",
    "no_web_links": "No link of the {name} is a web URL.",
    "no_article_links": "No link on the page looks like an article's.",
    "children_failed": "None of the {count} sitemaps that it lists could be read.",
    "parse_timeout": "Reading the {name} took too long.",
    "worker_died": "The process that read the {name} died.",
    PART_UNREADABLE: "A part of the {name} cannot be read; its first {links} links were used.",
    CAME_IN_PART: "The transfer was cut off after {size} bytes; its first {links} links were used.",
}


def source_error(reason: str, kind: str, detail: object = None, **named: int) -> SourceError:
    """The error for a source that failed, with a sentence that explains the reason to people.

    Args:
        reason: the name of the reason: one of this module, e.g. "login_wall", or one for a failed
            download (see newsbot.reasons).
        kind: the name of the kind of the source, e.g. "feed".
        detail: a text that is added to the sentence that explains the reason; None: no text.
        named: the numbers to fill into the sentence, e.g. `size=5000`.
    """
    sentence = SENTENCES.get(reason) or reason_of(reason).sentence
    text = sentence.format(name=KINDS[kind].noun, **named)
    line = text if detail is None else f"{text.rstrip('.')}: {detail}"
    return SourceError(one_line(line, MAX_LINE_LENGTH), reason)


def worker_error(error: WorkerError, kind: str) -> SourceError:
    """The error for a source whose parser took too long, or whose worker process died.

    `kind` is the kind of the source, e.g. "feed".
    """
    reason = "parse_timeout" if isinstance(error, WorkerTimeout) else "worker_died"
    return source_error(reason, kind, error)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundInstead:
    """Why the response for a source has no links: what the server sent in place of the source."""

    reason: str
    """The name of the reason why the response has no links, e.g. "login_wall" for a login page."""
    detail: str | None = None
    """What helps a person to correct the source, e.g. "the page names the feed https://…"."""


def found_instead(
    kind: Kind, body: bytes, url: str, content_type: str | None
) -> FoundInstead | None:
    """Finds out what a server sent in place of a source, e.g. a login page; None if unclear.

    If it sent an HTML page in place of a feed or sitemap, the result also names the feeds to which
    the page links. Call this function only in worker processes: it loads the code for extraction.
    """
    text = body.strip(b"\xef\xbb\xbf \t\r\n")
    if not text:
        return FoundInstead(reason="empty")
    if text[:1] in {b"{", b"["}:
        return FoundInstead(reason="json")
    if not is_html(content_type if kind.is_page else None, text):
        return None
    reason = _of_page(kind, body, url, content_type)
    if reason is None or kind.is_page:
        return None if reason is None else FoundInstead(reason=reason)
    feeds = named_feeds(body, url, content_type)[:MOST_NAMED]
    named = f"names the feed{'s' if len(feeds) > 1 else ''} {', '.join(feeds)}"
    if reason == HTML_PAGE:
        detail = f"{url} is an HTML page; it {named if feeds else 'names no feed'}"
        return FoundInstead(reason=reason, detail=detail)
    return FoundInstead(reason=reason, detail=f"the page {named}" if feeds else None)


def _of_page(kind: Kind, body: bytes, url: str, content_type: str | None) -> str | None:
    """The reason why an HTML page is no source, e.g. "login_wall"; None if it may be one.

    Args:
        kind: the kind of the source. For all kinds but section pages, any HTML page is an error.
        body: the HTML of the page.
        url: the URL of the page.
        content_type: the Content-Type header of the response.
    """
    # The code for extraction is large. It is imported within this function, which only worker
    # processes call, so that other processes do not load it.
    from newsbot.extraction.article import extract_article  # noqa: PLC0415

    page = FetchedPage(
        url=url,
        requested_url=url,
        site="",
        body=body,
        content_type=content_type,
        fetched_at=clock.now(),
    )
    result = extract_article(page)
    if isinstance(result, NotAnArticle) and result.reason in WALLS:
        return result.reason
    if is_script_shell(body):
        return "script_shell"
    return None if kind.is_page else HTML_PAGE
