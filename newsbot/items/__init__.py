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
from newsbot.items.outcomes import Amended, Copy, New, Outcome, Rejected, Revised, Unchanged
from newsbot.items.pages import FetchedPage, Link, SourceReport
from newsbot.items.sites import NOTHING_SEEN, Recurrence, SiteBlocks

__all__ = [
    "NOTHING_SEEN",
    "Amended",
    "Article",
    "Copy",
    "FetchedPage",
    "Fingerprint",
    "FingerprintedArticle",
    "Limit",
    "Link",
    "Match",
    "Metadata",
    "Method",
    "New",
    "NotAnArticle",
    "Outcome",
    "Precision",
    "Recurrence",
    "Rejected",
    "Rejection",
    "Revised",
    "SiteBlocks",
    "SourceReport",
    "Unchanged",
    "iso_8601",
]
