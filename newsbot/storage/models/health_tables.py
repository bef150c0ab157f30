"""The tables about health: polls of sources, counts of sites by day, and findings of the audit.

Days are in UTC. Counts are only ever added to, so that several runs can share one row.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Interval,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from newsbot.storage.models.base import NOW, metadata, time_column
from newsbot.storage.models.crawl_tables import sites, sources


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default=text("0"))


def _counts(name: str) -> Column[object]:
    return Column(name, JSONB, nullable=False, server_default=text("'{}'"))


# The polls that brought news or failed; rows are kept for 30 days. `source_id` has no foreign key,
# because attaching the partition of a new day would then lock the table of sources.
source_polls = Table(
    "source_polls",
    metadata,
    Column("source_id", Integer, nullable=False),
    Column("day", Date, nullable=False),
    time_column("at"),
    Column("links", Integer),
    Column("new_links", Integer, nullable=False),
    # why the source could not be read, or only in part: as a word, and as a sentence; null: it was
    # read
    Column("reason", Text),
    Column("failure", Text),
    Index("source_polls_source_id_idx", "source_id", "at"),
    postgresql_partition_by="LIST (day)",
)

source_days = Table(
    "source_days",
    metadata,
    Column("source_id", ForeignKey(sources.c.id), primary_key=True),
    Column("day", Date, primary_key=True),
    _count("polls"),
    _count("with_news"),
    _count("faults"),
    # how many links the source listed when it was last read without a fault
    Column("links", Integer),
    _count("new_links"),
    # when the last poll without a fault was
    time_column("good_at", required=False),
    # when the newest of the links that the source listed became known to newsbot, from whatever
    # source: a poll brings news if this moment is later than before the poll
    time_column("newest_at", required=False),
    # when the first and the last poll were that brought news
    time_column("first_news_at", required=False),
    time_column("last_news_at", required=False),
    # the longest time between two polls of the day that brought news
    Column("longest_pause", Interval, nullable=False, server_default=text("'0'")),
    postgresql_with={"fillfactor": 50},
)

site_days = Table(
    "site_days",
    metadata,
    Column("site_id", ForeignKey(sites.c.id), primary_key=True),
    Column("day", Date, primary_key=True),
    # how many pages were downloaded; how many of them were new articles, new copies of other
    # articles, and new texts of known articles
    _count("fetched"),
    _count("stored"),
    _count("copies"),
    _count("revised"),
    # how many requests gave no article, by reason; failed downloads are counted too
    _counts("rejected"),
    # how many new articles and copies have each field, by the name of the field
    _counts("filled"),
    # how many new articles and copies have each length in words, and each time from publication to
    # fetch in minutes; lengths and times are rounded: see newsbot.storage.health.site_counts
    _counts("words"),
    _counts("latencies"),
    postgresql_with={"fillfactor": 50},
)

# The faults that the audit found. Each site has at most one open row of each kind; a row is closed
# when the fault is gone.
findings = Table(
    "findings",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("site", Text, nullable=False),
    Column("kind", Text, nullable=False),
    # when the first sign of the fault was
    time_column("since"),
    Column("message", Text, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    # when the notice was sent that the fault was found; null: not yet
    time_column("told_at", required=False),
    time_column("closed_at", required=False),
    # when the notice was sent that the fault was gone; null: not yet
    time_column("closing_told_at", required=False),
    Index(
        "findings_open_idx", "site", "kind", unique=True, postgresql_where=text("closed_at IS NULL")
    ),
)
