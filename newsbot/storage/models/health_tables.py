"""The tables about health: polls of sources, daily counts, and findings of the audit.

The daily counts say, for example, how many pages of a site were fetched on a day. Days are in UTC.
Several runs can add to the counts in the same row, because counts are only increased and never set.
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


# The polls of sources that failed or brought news (see `newest_at` in `source_days`). A row is
# deleted after 30 days. `source_id` has no foreign key. With a foreign key, attaching the partition
# for a new day would lock the table `sources`.
source_polls = Table(
    "source_polls",
    metadata,
    Column("source_id", Integer, nullable=False),
    Column("day", Date, nullable=False),
    time_column("at"),
    Column("links", Integer),
    Column("new_links", Integer, nullable=False),
    # `reason` and `failure`: why the source was not read, or was read only in part. `reason` is a
    # name, e.g. "http_404". `failure` is a sentence for a person. Both are null if the source was
    # read as a whole
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
    # how many links the source had when it was last read without a fault on that day
    Column("links", Integer),
    _count("new_links"),
    # when the source was last polled without a fault on that day
    time_column("good_at", required=False),
    # when newsbot first saw the newest link that the source listed on that day. If another source
    # had this link before, it is the moment when newsbot saw the link there. A poll brings news if
    # it finds a link that newsbot first saw after this moment
    time_column("newest_at", required=False),
    # the times of the first and the last poll of the day that brought news, i.e. a link newer than
    # all before it (see `newest_at`)
    time_column("first_news_at", required=False),
    time_column("last_news_at", required=False),
    # the longest time on this day without news from the source, from a poll that brought news to
    # the next poll that did. News is a link newer than all before it (see `newest_at`)
    Column("longest_pause", Interval, nullable=False, server_default=text("'0'")),
    Index("source_days_day_idx", "day"),
    postgresql_with={"fillfactor": 50},
)

site_days = Table(
    "site_days",
    metadata,
    Column("site_id", ForeignKey(sites.c.id), primary_key=True),
    Column("day", Date, primary_key=True),
    # `fetched`: how many pages were downloaded. `stored`, `copies` and `revised`: how many of them
    # were new articles, new copies of other articles, and new texts of stored articles
    _count("fetched"),
    _count("stored"),
    _count("copies"),
    _count("revised"),
    # a JSON object: the name of a reason → how many requests gave no article for this reason,
    # including failed downloads
    _counts("rejected"),
    # a JSON object: the name of an article's field → how many new articles and copies have this
    # field
    _counts("filled"),
    # two JSON objects. `words`: a length in words → how many new articles and copies have this
    # length. `latencies`: a number of minutes → how many were fetched so long after they were
    # published. Lengths and minutes are rounded; see newsbot.storage.health.site_counts
    _counts("words"),
    _counts("latencies"),
    # the medians of `words` and `latencies`, computed by triggers (migration 0016); null: no data
    Column("median_words", Integer),
    Column("median_latency", Integer),
    Index("site_days_day_idx", "day"),
    postgresql_with={"fillfactor": 50},
)

# The faults of sites that the audit (`scrapy audit`) found. When a fault is gone, `closed_at` is
# set. Of the faults of one kind that a site had, at most one has no `closed_at`.
findings = Table(
    "findings",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("site", Text, nullable=False),
    Column("kind", Text, nullable=False),
    # the time of the first sign of the fault, which may be earlier than `opened_at`
    time_column("since"),
    Column("message", Text, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    # when people were sent the notice that the fault has begun; null: they were not told yet
    time_column("told_at", required=False),
    time_column("closed_at", required=False),
    # when people were sent the notice that the fault is gone; null: they were not told yet
    time_column("closing_told_at", required=False),
    Index(
        "findings_open_idx", "site", "kind", unique=True, postgresql_where=text("closed_at IS NULL")
    ),
)

# The tables from which `scrapy db prune` deleted rows that were older than `pruned_before`.
prunings = Table(
    "prunings",
    metadata,
    Column("table_name", Text, primary_key=True),
    time_column("pruned_before"),
    Column("pruned_at", DateTime(timezone=True), nullable=False, server_default=NOW),
)
