"""The reasons why URLs give no article, and the pauses after which such URLs are requested again.

The names of these reasons are used everywhere in newsbot, e.g. in the counters of a crawl and in
stored rejections.
"""

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Literal

Stage = Literal["download", "extract", "store"]
Ladder = tuple[timedelta, ...]

NEVER: Ladder = ()
"""The value of `Reason.ladder` for reasons after which a URL is never requested again. It has no
pauses, because there are no further requests."""
CONTENT: Ladder = (timedelta(hours=1), timedelta(days=1))
"""The pauses before further requests for a URL whose page was rejected for its content, e.g.
because the text is too short: the second request comes after the first pause, the third after the
second one. There are only two pauses, because publishers complete an unfinished page within hours
or never."""
SITE: Ladder = (
    timedelta(minutes=15), timedelta(hours=1), timedelta(hours=6), timedelta(days=1),
    timedelta(days=3),
)  # fmt: skip
"""The pauses before further requests for a URL whose site failed, e.g. did not answer. They last
for days in total, because a site may be down for days."""
RULES: Ladder = (timedelta(days=1), timedelta(days=3), timedelta(days=7))
"""The pauses before further requests for a URL that robots.txt forbids. They are days long, because
a robots.txt is usually fetched again only after a day. When a host has another robots.txt, which
allows the URL, the URL is requested without any further pause."""

HOST_PAUSED, LEASE_LOST = "host_paused", "lease_lost"
DEFERRED = frozenset({HOST_PAUSED, LEASE_LOST})
"""Names of the reasons that say nothing about a URL, because no request for the URL was sent.
Either the host is paused, i.e. gets no requests for a while after failures, or another run has
leased it, i.e. is the only one that may send requests to it. The URL is still to be requested."""
EXTRACTION_FAILED = frozenset({"extraction_timeout", "worker_died", "extraction_error"})
"""Names of the reasons that say nothing about a page, but that its extraction failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A reason why a URL gives no article, with what newsbot does next about such a URL."""

    name: str
    """The name of the reason in counters and rejections, in snake case, e.g. "too_short"."""
    stage: Stage
    sentence: str
    """A sentence (e.g. "The page is gone for good.") that explains the reason to a person."""
    ladder: Ladder
    """The pauses before further requests for a URL that gave no article for this reason. When no
    pause is left, the URL is given up."""
    is_try: bool = True
    """Whether a request that ends with this reason counts as a try. After each try, the URL waits
    for the next of the pauses in `ladder`; after the last pause, it is given up. False for reasons
    which say that the host did not answer, or was not asked: then the URL is requested again after
    a pause of the whole host."""
    is_refusal: bool = False
    """Whether this reason means that the host refuses newsbot. A host that refuses several requests
    in a row is paused."""
    by_bytes: bool = False
    """Whether a URL is given up when its page is rejected for this reason a second time, and has
    the same bytes as before. As long as the bytes are the same, the page is rejected every time."""


def _download(name: str, sentence: str, ladder: Ladder, **marks: bool) -> Reason:
    return Reason(name=name, stage="download", sentence=sentence, ladder=ladder, **marks)


def _extract(name: str, sentence: str, ladder: Ladder, **marks: bool) -> Reason:
    return Reason(name=name, stage="extract", sentence=sentence, ladder=ladder, **marks)


REASONS = {
    reason.name: reason
    for reason in (
        # The reasons from here on mean that the host did not answer, or was not asked.
        _download("dns", "The host's name has no IP.", SITE, is_try=False),
        _download("connection", "No connection could be made or kept.", SITE, is_try=False),
        _download("timeout", "The host did not answer in time.", SITE, is_try=False),
        _download(
            "robots_unreachable",
            "The host's robots.txt cannot be read, so all is forbidden.",
            SITE,
            is_try=False,
        ),
        _download(
            HOST_PAUSED, "The host is left alone for a while; its URLs wait.", SITE, is_try=False
        ),
        _download(LEASE_LOST, "Another run asks the host now.", SITE, is_try=False),
        _download(
            "source_refused",
            "The host refuses its feeds, sitemaps or section pages.",
            SITE,
            is_try=False,
            is_refusal=True,
        ),
        # From here on come reasons that lie with the site: it did not send the page, or its
        # robots.txt forbids the URL.
        _download("robots_txt", "robots.txt forbids the URL.", RULES, is_try=True),
        _download("http_401", "The page wants a login.", CONTENT),
        _download("http_403", "The site refused to show the page.", SITE, is_refusal=True),
        _download("http_408", "The site gave up waiting for the request.", SITE),
        _download("http_410", "The page is gone for good.", NEVER),
        _download("http_425", "The site was not ready for the request.", SITE),
        _download("http_429", "The site was asked too often.", SITE, is_refusal=True),
        _download("page_timeout", "The host answers, but did not send this page in time.", SITE),
        _download("cut_off", "The connection closed before the whole response came.", SITE),
        _download("bad_encoding", "The page's compression is damaged.", SITE),
        _download("too_large", "The page or its headers are too large.", CONTENT),
        _download("bad_redirect", "The page redirects to what is no web URL.", CONTENT),
        _download("too_many_redirects", "The page redirects in a circle, or too often.", CONTENT),
        _download("not_html", "The response is no HTML page.", CONTENT, by_bytes=True),
        _download("ignored", "Scrapy refused the request or its response.", SITE),
        # For the reasons from here on, newsbot does not request the URL, neither now nor later.
        _download("address_refused", "The host's IP is private.", NEVER),
        _download("unsupported_scheme", "The URL is neither http nor https.", NEVER),
        _download("url_too_long", "The URL is longer than 2 048 bytes.", NEVER),
        # The reasons from here on mean that the site sent another page in place of the article.
        _extract(
            "bot_challenge",
            "A check for robots stands in place of the page.",
            SITE,
            is_refusal=True,
        ),
        _extract("cookie_wall", "A consent page stands in place of the article.", SITE),
        _extract("login_wall", "A login page stands in place of the article.", SITE),
        _extract("empty", "The page has no text.", SITE),
        _extract("soft_404", "The page says that there is no such page.", CONTENT),
        # The reasons from here on mean that the content of the page is no article.
        _extract("unreadable", "The response is no HTML that can be read.", CONTENT, by_bytes=True),
        _extract("too_short", "The text is too short for an article.", CONTENT, by_bytes=True),
        _extract("too_long", "The text is longer than any article.", CONTENT, by_bytes=True),
        _extract("index_page", "The page is a list of articles.", CONTENT, by_bytes=True),
        _extract("video_page", "The page is a video with a few words.", CONTENT, by_bytes=True),
        _extract("gallery", "The page is a series of pictures.", CONTENT, by_bytes=True),
        _extract("bad_charset", "The page's characters cannot be read.", CONTENT, by_bytes=True),
        _extract("parser_limit", "The markup is beyond what is parsed.", CONTENT, by_bytes=True),
        # The reasons from here on mean that newsbot or the machine failed.
        _extract("extraction_timeout", "The page took too long to extract.", SITE),
        _extract("worker_died", "The process that extracted the page died.", SITE),
        _extract("extraction_error", "Extracting the page failed.", SITE),
        Reason(
            name="not_storable",
            stage="store",
            sentence="The database refused the article.",
            ladder=CONTENT,
        ),
        Reason(
            name="site_forgotten",
            stage="store",
            sentence="The page is of a site that was forgotten.",
            ladder=NEVER,
        ),
        Reason(
            name="article_forgotten",
            stage="store",
            sentence="The page is of an article that was forgotten.",
            ladder=NEVER,
        ),
    )
}


def reason_of(name: str, stage: Stage = "download") -> Reason:
    """The reason called `name`: the one in the table, or a new one if the table has none.

    Args:
        name: the name of the reason, e.g. "http_503".
        stage: the stage of a new reason, i.e. the kind of work that failed. For the names of HTTP
            statuses, such as "http_503", it is ignored, because their stage is always "download".
    """
    known = REASONS.get(name)
    if known is not None:
        return known
    if name.startswith("http_") and name.removeprefix("http_").isdecimal():
        status = int(name.removeprefix("http_"))
        ladder = SITE if status >= HTTPStatus.INTERNAL_SERVER_ERROR else CONTENT
        return _download(name, f"The site answered with status {_shown(status)}.", ladder)
    return Reason(name=name, stage=stage, sentence="An unexpected failure.", ladder=SITE)


def _shown(status: int) -> str:
    try:
        return f"{status} ({HTTPStatus(status).phrase})"
    except ValueError:
        return str(status)
