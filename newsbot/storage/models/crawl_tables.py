"""The tables of what is fetched: sites, sources, hosts, URLs, runs, and why URLs gave no article.

A URL has one row in `frontier` from when it becomes known.
"""

from sqlalchemy import (
    REAL,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from newsbot.storage.models.base import NOW, metadata, time_column

sites = Table(
    "sites",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text),
    Column("first_seen_at", DateTime(timezone=True), nullable=False, server_default=NOW),
)

sources = Table(
    "sources",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("site_id", ForeignKey(sites.c.id), nullable=False),
    # a key of newsbot.discovery.kinds.KINDS
    Column("kind", Text, nullable=False),
    Column("url", Text, nullable=False, unique=True),
    time_column("fetched_at", required=False),
    Column("links", Integer),
    Column("failure", Text),
)

# What a host asked for, and how it is. Few rows, often written: half of each page stays free.
hosts = Table(
    "hosts",
    metadata,
    # of newsbot.urls.origin_of
    Column("host", Text, primary_key=True),
    # before this moment nothing is asked of it; null: at once
    time_column("blocked_until", required=False),
    # of newsbot.reasons
    Column("reason", Text),
    # in a row, of the host as a whole; a place on the reason's ladder
    Column("failures", SmallInteger, nullable=False, server_default=text("0")),
    Column("crawl_delay_s", REAL),
    # robots.txt as it was last read: its bytes, its status, and when
    Column("robots", LargeBinary),
    Column("robots_status", SmallInteger),
    time_column("robots_at", required=False),
    postgresql_with={"fillfactor": 50},
)

frontier = Table(
    "frontier",
    metadata,
    # 16 bytes of newsbot.urls.url_key
    Column("url_key", LargeBinary, primary_key=True),
    Column("url", Text, nullable=False),
    Column("site_id", ForeignKey(sites.c.id), nullable=False),
    Column("source_id", ForeignKey(sources.c.id)),
    Column("state", Text, nullable=False),
    # answers since the last good one, none of them an article
    Column("tries", SmallInteger, nullable=False, server_default=text("0")),
    # of newsbot.urls.origin_of
    Column("host", Text, nullable=False),
    # before this moment the URL is not asked for; null: at once
    time_column("next_at", required=False),
    # what the source said of it
    Column("title", Text),
    time_column("published_at", required=False),
    time_column("changed_at", required=False),
    Column("discovered_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    time_column("done_at", required=False),
    CheckConstraint("state IN ('pending', 'done', 'failed')", name="state"),
    Index("frontier_pending_idx", "source_id", postgresql_where=text("state = 'pending'")),
)

# By which version of newsbot.urls.url_key a table's keys are made.
url_key_versions = Table(
    "url_key_versions",
    metadata,
    Column("table_name", Text, primary_key=True),
    Column("version", SmallInteger, nullable=False),
    # of a walk that is not done: what it makes, and the last of the former keys that it read
    Column("next_version", SmallInteger),
    Column("after", LargeBinary),
)

runs = Table(
    "runs",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("spider", Text, nullable=False),
    Column("arguments", JSONB, nullable=False),
    Column("newsbot_version", Text, nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    time_column("finished_at", required=False),
    Column("finish_reason", Text),
    Column("exit_code", SmallInteger),
    Column("counters", JSONB),
)

rejections = Table(
    "rejections",
    metadata,
    Column("url_key", LargeBinary, primary_key=True),
    Column("url", Text, nullable=False),
    Column("site_id", ForeignKey(sites.c.id), nullable=False, index=True),
    Column("run_id", ForeignKey(runs.c.id)),
    Column("stage", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("detail", Text),
    Column("status", SmallInteger),
    Column("times", Integer, nullable=False, server_default=text("1")),
    time_column("first_at"),
    time_column("last_at"),
    # of the page that was refused: the same bytes once more are the same verdict
    Column("body_sha256", LargeBinary),
    # of what refused it: a newer one may think otherwise
    Column("extractor_version", Text),
    Index(
        "rejections_body_sha256_idx",
        "body_sha256",
        postgresql_where=text("body_sha256 IS NOT NULL"),
    ),
    Index(
        "rejections_extractor_version_idx",
        "extractor_version",
        postgresql_where=text("extractor_version IS NOT NULL"),
    ),
)
