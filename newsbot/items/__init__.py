"""The values that travel from spider to storage: one frozen type per state, no half-filled objects.

FetchedPage → Article | Rejection → FingerprintedArticle | Rejection → Outcome
All times are aware and UTC.
"""

from newsbot.items.articles import Article, NotAnArticle, Precision, Rejection, iso_8601
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
    "Link",
    "Match",
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
