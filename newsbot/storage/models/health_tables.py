"""The tables about health: what sources answered and what sites gave by day, and open findings.

Days are in UTC. Columns of counts only grow, so that several runs add to one row.
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


# Polls with news or a fault, for 30 days. Without a reference to sources, for the partition
# of a new day would lock that table.
source_polls = Table(
    "source_polls",
    metadata,
    Column("source_id", Integer, nullable=False),
    Column("day", Date, nullable=False),
    time_column("at"),
    Column("links", Integer),
    Column("new_links", Integer, nullable=False),
    # why the source was not read, or not as a whole, as a word and as a sentence
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
    # how many links the last poll listed that read the source without a fault
    Column("links", Integer),
    _count("new_links"),
    # the last poll without a fault
    time_column("good_at", required=False),
    # when the newest link that it listed became known, by whatever source: a poll brings news if
    # that is later than before
    time_column("newest_at", required=False),
    # the first and the last poll that brought news
    time_column("first_news_at", required=False),
    time_column("last_news_at", required=False),
    # the longest time between two such polls of the day
    Column("longest_pause", Interval, nullable=False, server_default=text("'0'")),
    postgresql_with={"fillfactor": 50},
)

site_days = Table(
    "site_days",
    metadata,
    Column("site_id", ForeignKey(sites.c.id), primary_key=True),
    Column("day", Date, primary_key=True),
    # pages that came; of these new articles, new copies, further versions
    _count("fetched"),
    _count("stored"),
    _count("copies"),
    _count("revised"),
    # by reason, those that could not be downloaded included
    _counts("rejected"),
    # how many new articles and copies have each field
    _counts("filled"),
    # how many of them have a length in words, and a time from publication to storage in minutes;
    # sizes are rounded as newsbot.storage.health.site_counts does
    _counts("words"),
    _counts("latencies"),
    postgresql_with={"fillfactor": 50},
)

# One row a site and kind of fault, until it recovers.
findings = Table(
    "findings",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("site", Text, nullable=False),
    Column("kind", Text, nullable=False),
    # the first sign
    time_column("since"),
    Column("message", Text, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    # when the notification went out; null: it has not yet
    time_column("told_at", required=False),
    time_column("closed_at", required=False),
    time_column("closing_told_at", required=False),
    Index(
        "findings_open_idx", "site", "kind", unique=True, postgresql_where=text("closed_at IS NULL")
    ),
)
