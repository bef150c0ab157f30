"""The first reading of a page of an archive: without knowing what else is on the page's site.

Which paragraphs of a page are boilerplate depends on the other articles of its site. The pages of
an archive are all read without this knowledge at first, in any order and in many processes. Later
`newsbot.crawling.waves.settling` reads again those pages of which this knowledge may change the
result.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from newsbot.crawling.page_reading import PageReading
from newsbot.extraction.further_pages import Extracted
from newsbot.extraction.in_worker import without_joining
from newsbot.extraction.rules.site_rules import SiteRules
from newsbot.items import Article, FetchedPage, Fingerprint, Rejection

PAGES_A_WORKER = 2
"""For each worker process, this many pages are read at a time: one is being extracted, and one
waits, so that the process need not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRead:
    """A page of an archive, and what was read on it with nothing known of its site.

    All values can be pickled, and written to a table.
    """

    page_key: str | int
    """Whatever the caller needs to fetch the page again, e.g. its number."""
    url: str
    requested_url: str
    site: str
    fetched_at: datetime
    """The moment of the fetch, in UTC."""
    result: Article | Rejection
    """The article on the page, with all its paragraphs, or why there is none."""
    asked: Mapping[int, float] = field(default_factory=dict, repr=False)
    """For each paragraph ("block") that may be boilerplate: its hash (`block_key`) and the
    probability that it is body. `newsbot.extraction.page.boilerplate.may_turn` takes them."""
    fingerprint: Fingerprint | None = None
    """The fingerprint of the article's body; None if there is no article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a worker process returns for a page that it reads with nothing known of the site."""

    extracted: Extracted
    asked: Mapping[int, float]
    fingerprint: Fingerprint | None


def read_in_worker(page: FetchedPage, rules: SiteRules | None, before: Sequence[str]) -> Read:
    """What is on `page` if no other page of its site is known; called in a worker process.

    `rules` are the rules for the page's site. `before` has the URLs of the pages before it, if it
    is a further page of an article.
    """
    # These imports take a second, and 60 MB. Only worker processes need them.
    from newsbot.dedup.text import Text  # noqa: PLC0415
    from newsbot.extraction.article import extract_page  # noqa: PLC0415
    from newsbot.extraction.page.boilerplate import AskedBlocks  # noqa: PLC0415

    nothing_seen = AskedBlocks()
    found = extract_page(page, rules, nothing_seen, before)
    body = found.result.body if isinstance(found.result, Article) else None
    return Read(
        extracted=found if before else without_joining(found),
        asked=nothing_seen.asked,
        fingerprint=None if body is None else Text(body).fingerprint,
    )


async def read_first(reading: PageReading, page: FetchedPage, page_key: str | int) -> FirstRead:
    """Reads a page in a worker process, with nothing known of its site.

    A page on which the worker hangs or dies gives a rejection. Losses, such as fields that are too
    long, are counted here, and not when the page is read again.
    """
    asked: dict[int, float] = {}
    fingerprints: dict[str, Fingerprint | None] = {}

    async def read(page: FetchedPage, rules: SiteRules | None, before: Sequence[str]) -> Extracted:
        sent = replace(page, exchange=None)
        found = await reading.pool.run(read_in_worker, sent, rules, before)
        asked.update(found.asked)
        if isinstance(found.extracted.result, Article):
            fingerprints[found.extracted.result.body] = found.fingerprint
        return found.extracted

    result = await reading.read_by(page, read)
    return FirstRead(
        page_key=page_key,
        url=page.url,
        requested_url=page.requested_url,
        site=page.site,
        fetched_at=page.fetched_at,
        result=result,
        asked=asked,
        fingerprint=fingerprints.get(result.body) if isinstance(result, Article) else None,
    )
