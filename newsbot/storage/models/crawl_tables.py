"""The tables about crawling: sites, sources, hosts, URLs, runs, and rejections.

Every article URL has one row in `frontier` from the moment of its discovery. A row
in `rejections` says why a URL gave no article when it was last requested.
"""

from sqlalchemy import (
    REAL,
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Interval,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from newsbot.storage.models.base import NOW, metadata, time_column

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
    # the process of the run, so that other runs can tell that it has died; see
    # newsbot.storage.leases.holders.Holder
    Column("machine", Text),
    Column("boot", Text),
    Column("process", Text),
    # the run counts as dead from this moment on; a live run keeps moving the moment forward
    time_column("alive_until", required=False),
    Index("runs_open_idx", "id", postgresql_where=text("finished_at IS NULL")),
)

# One queue is the work of one host, or of several hosts of one server; one run at a time leases it.
# The few rows are often updated: half of each database page stays free for that (fillfactor).
queues = Table(
    "queues",
    metadata,
    # a host, as newsbot.urls.host_of gives it, or the name of a group of hosts
    Column("queue", Text, primary_key=True),
    # no source or URL of the queue is due before this moment; null: none is ever due
    time_column("next_at", required=False),
    Column("leased_by", ForeignKey(runs.c.id)),
    time_column("leased_until", required=False),
    # no request was sent to the hosts of the queue after this moment
    time_column("asked_at", required=False),
    Index("queues_next_at_idx", "next_at"),
    Index("queues_leased_idx", "leased_by", postgresql_where=text("leased_by IS NOT NULL")),
    postgresql_with={
        "fillfactor": 50,
        "autovacuum_vacuum_scale_factor": 0,
        "autovacuum_vacuum_threshold": 500,
    },
)

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
    # the host of the source's URL, as newsbot.urls.origin_of gives it
    Column("host", Text),
    # the source is not polled before this moment; null: it is polled only when a person names it
    time_column("next_at", required=False),
    # how often a person wants the source polled; zero: in each run; null: newsbot decides
    Column("every", Interval),
    # from the last poll: the HTTP status, and the values with which the next poll asks whether the
    # source has changed (newsbot.items.Validators)
    Column("status", SmallInteger),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_digest", Text),
    # how long the source says that its content will stay the same, e.g. in <ttl>
    Column("ttl", Interval),
    # in this column and the next two: the history from which the time of the next poll is computed;
    # see newsbot.discovery.schedule.History
    Column("mean_gap", Interval),
    time_column("quiet_since", required=False),
    Column("failures", SmallInteger, nullable=False, server_default=text("0")),
    Index("sources_host_idx", "host", "next_at"),
)

# The pause and the robots.txt of each host. The table is small and often updated, so half of each
# disk page is left free for new versions of its rows (fillfactor).
hosts = Table(
    "hosts",
    metadata,
    # host name and port, as newsbot.urls.origin_of gives them for a URL
    Column("host", Text, primary_key=True),
    # the queue that the host belongs to
    Column("queue", Text, nullable=False, index=True),
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
    # how many times in a row a source said that the page had changed, while it had not
    Column("false_changes", SmallInteger, nullable=False, server_default=text("0")),
    # when the page of a stored article is requested again, to see if it has changed; null: never
    time_column("revisit_at", required=False),
    # how many times the page was looked at again since it was first stored, and when it was first
    # stored
    Column("looks", SmallInteger, nullable=False, server_default=text("0")),
    time_column("first_done_at", required=False),
    # from the page that was last extracted: the validators (RFC 9110, section 8.8), the SHA-256 of
    # the bytes, and the id of the version that has the text
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_sha256", LargeBinary),
    Column("version_id", BigInteger),
    # when the page first answered 404; null if its last answer was another one
    time_column("missing_since", required=False),
    CheckConstraint("state IN ('pending', 'done', 'failed')", name="state"),
    Index(
        "frontier_fresh_idx",
        "host",
        text("coalesce(published_at, changed_at, discovered_at) DESC"),
        postgresql_where=text("state = 'pending' AND next_at IS NULL"),
    ),
    Index(
        "frontier_retry_idx",
        "host",
        "next_at",
        postgresql_where=text("state = 'pending' AND next_at IS NOT NULL"),
    ),
    Index("frontier_site_idx", "site_id", "host"),
    Index("frontier_pending_idx", "source_id", postgresql_where=text("state = 'pending'")),
    Index(
        "frontier_revisit_idx",
        "host",
        "revisit_at",
        postgresql_where=text("state = 'done' AND revisit_at IS NOT NULL"),
    ),
)

# By site and day: how many pages of stored articles were looked at again, and how many of them had
# less than half of the article's words.
looks = Table(
    "looks",
    metadata,
    Column("site_id", ForeignKey(sites.c.id), primary_key=True),
    # the day of the looks, in UTC
    Column("day", Date, primary_key=True),
    Column("looks", Integer, nullable=False),
    Column("shrunk", Integer, nullable=False),
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
