"""The tables about crawling: sites, sources, hosts, URLs, runs, and rejections.

Every article URL has one row in `frontier` from the moment of its discovery. A rejection is the
reason why a URL gave no article.
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
    # the kind of source (such as feed or sitemap): a key of newsbot.discovery.kinds.KINDS
    Column("kind", Text, nullable=False),
    Column("url", Text, nullable=False, unique=True),
    time_column("fetched_at", required=False),
    Column("links", Integer),
    Column("failure", Text),
)

# The pause and the robots.txt of each host. The table is small and often updated, so half of each
# disk page is left free for new versions of its rows (fillfactor).
hosts = Table(
    "hosts",
    metadata,
    # host name and port, as newsbot.urls.origin_of gives them for a URL
    Column("host", Text, primary_key=True),
    # no request is sent to the host before this moment; null: the host is not paused
    time_column("blocked_until", required=False),
    # why the host is paused: a name from newsbot.reasons; null: the host is not paused
    Column("reason", Text),
    # how many times the host was paused since its last good answer; the higher this number is, the
    # longer is the next pause
    Column("failures", SmallInteger, nullable=False, server_default=text("0")),
    Column("crawl_delay_s", REAL),
    # `robots`, `robots_status` and `robots_at`: body, HTTP status and time of the last response to
    # a request for robots.txt
    Column("robots", LargeBinary),
    Column("robots_status", SmallInteger),
    time_column("robots_at", required=False),
    postgresql_with={"fillfactor": 50},
)

frontier = Table(
    "frontier",
    metadata,
    # a 16-byte hash of the normalised URL, from newsbot.urls.url_key
    Column("url_key", LargeBinary, primary_key=True),
    Column("url", Text, nullable=False),
    Column("site_id", ForeignKey(sites.c.id), nullable=False),
    Column("source_id", ForeignKey(sources.c.id)),
    Column("state", Text, nullable=False),
    # how many requests in a row gave no article; 0 again once the URL is done
    Column("tries", SmallInteger, nullable=False, server_default=text("0")),
    # the host of the URL, from newsbot.urls.origin_of: a value of `hosts.host`
    Column("host", Text, nullable=False),
    # the URL is not requested before this moment; null: it may be requested at once
    time_column("next_at", required=False),
    # `title`, `published_at` and `changed_at`: what the source stated about the link
    Column("title", Text),
    time_column("published_at", required=False),
    time_column("changed_at", required=False),
    Column("discovered_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    time_column("done_at", required=False),
    CheckConstraint("state IN ('pending', 'done', 'failed')", name="state"),
    Index("frontier_pending_idx", "source_id", postgresql_where=text("state = 'pending'")),
)

# For each table with a column `url_key`: the version of the function newsbot.urls.url_key (its
# KEY_VERSION) that computed the keys in this column.
url_key_versions = Table(
    "url_key_versions",
    metadata,
    Column("table_name", Text, primary_key=True),
    Column("version", SmallInteger, nullable=False),
    # `next_version` and `after` are null, except while `scrapy db upgrade` recomputes the table's
    # keys. Then `next_version` is the version of the new keys, and `after` is the last old key that
    # was read so far
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
    # the SHA-256 of the rejected page; null: there was no page. A URL that sends the same bytes
    # again may be given up
    Column("body_sha256", LargeBinary),
    # the version of the extractor that rejected the page; a newer extractor may accept the page
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
