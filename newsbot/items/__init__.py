"""The values that pass from a spider through the item pipelines to storage: frozen dataclasses.

There is a class for each state of a page. Extraction makes an Article or a Rejection of a
FetchedPage. The search for copies makes a FingerprintedArticle of an Article. When an article or a
Rejection is stored, the result is an Outcome. All times are datetimes with the time zone UTC.
"""

from newsbot.items.archive import ArchivedPage, Exchange, Kind, Reread
from newsbot.items.articles import (
    Article,
    Limit,
    Metadata,
    NotAnArticle,
    Precision,
    Rejection,
    iso_8601,
)
from newsbot.items.backfill import BackfillPage, BackfillReport, Period
from newsbot.items.copies import Fingerprint, FingerprintedArticle, Match, Method
from newsbot.items.exports import ExportedArticle, exported, exported_unstored
from newsbot.items.files import FileCounts
from newsbot.items.outcomes import (
    Alias,
    Amended,
    Copy,
    Deferred,
    Held,
    New,
    Outcome,
    Rejected,
    Revised,
    Unchanged,
    counted_as,
)
from newsbot.items.pages import (
    FetchedPage,
    KnownSitemap,
    Link,
    PageValidators,
    SamePage,
    SourceReport,
    Validators,
    WavePlace,
)
from newsbot.items.sites import NOTHING_SEEN, Recurrence, SiteBlocks

__all__ = [
    "NOTHING_SEEN",
    "Alias",
    "Amended",
    "ArchivedPage",
    "Article",
    "BackfillPage",
    "BackfillReport",
    "Copy",
    "Deferred",
    "Exchange",
    "ExportedArticle",
    "FetchedPage",
    "FileCounts",
    "Fingerprint",
    "FingerprintedArticle",
    "Held",
    "Kind",
    "KnownSitemap",
    "Limit",
    "Link",
    "Match",
    "Metadata",
    "Method",
    "New",
    "NotAnArticle",
    "Outcome",
    "PageValidators",
    "Period",
    "Precision",
    "Recurrence",
    "Rejected",
    "Rejection",
    "Reread",
    "Revised",
    "SamePage",
    "SiteBlocks",
    "SourceReport",
    "Unchanged",
    "Validators",
    "WavePlace",
    "counted_as",
    "exported",
    "exported_unstored",
    "iso_8601",
]
