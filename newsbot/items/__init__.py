"""The values that pass from spider to storage: a frozen dataclass for each state of a page.

FetchedPage → Article | Rejection → FingerprintedArticle | Rejection → Outcome
All times are aware datetimes in UTC.
"""

from newsbot.items.articles import (
    Article,
    Limit,
    Metadata,
    NotAnArticle,
    Precision,
    Rejection,
    iso_8601,
)
from newsbot.items.copies import Fingerprint, FingerprintedArticle, Match, Method
from newsbot.items.outcomes import (
    Amended,
    Copy,
    Deferred,
    Held,
    New,
    Outcome,
    Rejected,
    Revised,
    Unchanged,
)
from newsbot.items.pages import (
    FetchedPage,
    Link,
    PageValidators,
    SamePage,
    SourceReport,
    Validators,
)
from newsbot.items.sites import NOTHING_SEEN, Recurrence, SiteBlocks

__all__ = [
    "NOTHING_SEEN",
    "Amended",
    "Article",
    "Copy",
    "Deferred",
    "FetchedPage",
    "Fingerprint",
    "FingerprintedArticle",
    "Held",
    "Limit",
    "Link",
    "Match",
    "Metadata",
    "Method",
    "New",
    "NotAnArticle",
    "Outcome",
    "PageValidators",
    "Precision",
    "Recurrence",
    "Rejected",
    "Rejection",
    "Revised",
    "SamePage",
    "SiteBlocks",
    "SourceReport",
    "Unchanged",
    "Validators",
    "iso_8601",
]
