"""A finding: a fault that the audit found, with its first sign, its evidence and a remedy."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["blocked", "failing", "quiet", "layout", "shrinking", "nothing_stored", "too_few"]

REMEDIES: Mapping[Kind, str] = {
    "blocked": "Ask the publisher for leave, or crawl more slowly (DOWNLOAD_DELAY); a USER_AGENT "
    "with your contact helps. newsbot goes on trying by itself.",
    "failing": "Open the URL in a browser. If it moved, correct the registry; if the site is down, "
    "wait: it is polled on.",
    "quiet": "Open the URL in a browser. If the site has newer articles than the source lists, "
    "find its new feed or sitemap and correct the registry.",
    "layout": "Run `scrapy article URL --blocks` on a new article. Correct the site's rules, or "
    "write some; then `scrapy retry --site SITE --write`.",
    "shrinking": "Run `scrapy article URL --blocks` on one of the articles. If its short text "
    "is right, release the texts with `scrapy retry --accept`; else correct the site's rules.",
    "nothing_stored": "Look at the site's rows in news.rejections, then open one of the URLs in a "
    "browser.",
    "too_few": "Look at the site's rows in news.source_health and news.rejections; if the site "
    "publishes less now, correct `expect` in the registry.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fault that the audit found at a site as a whole, or at one of the site's sources."""

    site: str
    source: str | None = None
    """The URL of the source (e.g. a feed) that has the fault; None if the whole site has it."""
    kind: Kind
    since: datetime
    """The time of the first sign of the fault, which may be days before the audit found it."""
    summary: str
    """A sentence that says what is wrong, with the numbers that show it."""
    evidence: Mapping[str, int | float | str]
    """Values that show the fault. The keys are their names. Examples: "polls" has the value 3,
    "reason" the value "http_403". The numbers are also in `summary`."""

    @property
    def remedy(self) -> str:
        """What a person can do about the fault."""
        return REMEDIES[self.kind].replace("SITE", self.site)
