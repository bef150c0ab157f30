"""A finding of the audit: a fault of a site or source, with first sign, evidence and remedy."""

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
    "shrinking": "Run `scrapy article URL --blocks` on an article that is held. If the short text "
    "is right, release the texts with `scrapy retry --accept`; else correct the site's rules.",
    "nothing_stored": "Look at the site's rows in news.rejections, then open one of the URLs in a "
    "browser.",
    "too_few": "Look at the site's rows in news.source_health and news.rejections; if the site "
    "publishes less now, correct `expect` in the registry.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fault of a site, or of one of its sources."""

    site: str
    source: str | None = None
    """The URL of the faulty source; None where the fault is one of the whole site."""
    kind: Kind
    since: datetime
    """When the first sign of the fault was."""
    summary: str
    """A sentence that says what is wrong, with the numbers that show it."""
    evidence: Mapping[str, int | float | str]
    """The numbers that `summary` names, and words such as the reason, by name."""

    @property
    def remedy(self) -> str:
        """What a person can do about the fault."""
        return REMEDIES[self.kind].replace("SITE", self.site)
