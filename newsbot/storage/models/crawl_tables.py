"""The tables about crawling: sites, sources, hosts, URLs, runs, and rejections.

Every article URL has one row in `frontier` from the moment of its discovery. A row
in `rejections` says why a URL gave no article when it was last requested.
"""

from sqlalchemy import (
    ARRAY,
    REAL,
    BigInteger,
    Boolean,
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
    # `machine`, `boot` and `process`: these identify the operating-system process of the run, so
    # that other runs can tell whether it has died; see newsbot.storage.leases.holders.Holder
    Column("machine", Text),
    Column("boot", Text),
    Column("process", Text),
    # the run counts as dead from this moment on; a live run keeps moving the moment forward
    time_column("alive_until", required=False),
    Index("runs_open_idx", "id", postgresql_where=text("finished_at IS NULL")),
)

# A queue is the crawling work of one host, or of several hosts of one server. Only one run at a
# time leases it. The table is small and often updated. So half of each disk page is left free
# (fillfactor) for the new versions of its rows.
queues = Table(
    "queues",
    metadata,
    # a host, as newsbot.urls.host_of gives it, or the name of a group of hosts
    Column("queue", Text, primary_key=True),
    # no source or URL on the hosts of the queue is due before this moment; null: none is ever due
    time_column("next_at", required=False),
    Column("leased_by", ForeignKey(runs.c.id)),
    time_column("leased_until", required=False),
    # the end of the queue's latest lease: its hosts had no request after it; null: no lease so far
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
    # the hosts of the site, as the registry lists them; empty for a site that was never registered.
    # Such a site has its registrable domain as key
    Column("domains", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    # when the command `scrapy sites forget` removed the site. From then on, nothing of the site is
    # stored; null: it was not removed
    time_column("forgotten_at", required=False),
    Index("sites_forgotten_idx", "id", postgresql_where=text("forgotten_at IS NOT NULL")),
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
    # the time between two polls that the registry of sites sets; zero: each run polls the source;
    # null: newsbot chooses the time
    Column("every", Interval),
    # `status`: the HTTP status of the last poll. `etag`, `last_modified` and `body_digest`: values
    # from the last poll, with which the next poll asks whether the source has changed
    Column("status", SmallInteger),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_digest", Text),
    # how long the source says that its content will stay the same, e.g. in <ttl>
    Column("ttl", Interval),
    # `mean_gap`, `quiet_since` and `failures`: how often this source was found to have new
    # articles, and how often it could not be read; see newsbot.discovery.polling.schedule.History
    Column("mean_gap", Interval),
    time_column("quiet_since", required=False),
    Column("failures", SmallInteger, nullable=False, server_default=text("0")),
    Index("sources_host_idx", "host", "next_at"),
)

# The sitemaps that a source lists, if the source is a sitemap index. A sitemap is not requested
# while the index says that it is unchanged. If it is requested, the stored `etag` and
# `last_modified` are sent along. See newsbot.items.KnownSitemap
child_sitemaps = Table(
    "child_sitemaps",
    metadata,
    Column("source_id", ForeignKey(sources.c.id, ondelete="CASCADE"), primary_key=True),
    Column("url", Text, primary_key=True),
    # the URL of the sitemap index that lists the sitemap; null: the source itself lists it
    Column("listed_by", Text),
    # when this sitemap was last changed, as its sitemap index stated when the sitemap was last read
    time_column("stated_at", required=False),
    Column("links", Integer, nullable=False, server_default=text("0")),
    # when the sitemap was last read as a whole or found unchanged; null: it must be read at the
    # next poll
    time_column("read_at", required=False),
    # `etag`, `last_modified` and `body_digest`: values from the last response for this sitemap,
    # with which the next request asks whether the sitemap has changed
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_digest", Text),
    # whether the sitemap was once found changed, although its index stated the same date as before
    Column("is_misdated", Boolean, nullable=False, server_default=text("false")),
)

# The pause and the robots.txt of each host. The table is small and often updated. So half of each
# disk page is left free (fillfactor) for the new versions of its rows.
hosts = Table(
    "hosts",
    metadata,
    # host name and port, as newsbot.urls.origin_of gives them for a URL
    Column("host", Text, primary_key=True),
    # the queue that the host belongs to: the crawling work of one or more hosts, done by one run at
    # a time
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
    # a request for robots.txt; if a later request for it failed, `robots_status` is null
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
    # how many requests in a row gave no article; it is set to 0 when the URL gives one
    Column("tries", SmallInteger, nullable=False, server_default=text("0")),
    # the host of the URL, from newsbot.urls.origin_of: a value of `hosts.host`
    Column("host", Text, nullable=False),
    # the URL is not requested before this moment; null: it may be requested at once
    time_column("next_at", required=False),
    # `title`, `published_at` and `changed_at`: what the source stated about the link
    Column("title", Text),
    time_column("published_at", required=False),
    time_column("changed_at", required=False),
    # the names of the authors and the summary of the article, as the source (e.g. a feed) states
    # them. Both columns are emptied when the article is stored
    Column("authors", ARRAY(Text)),
    Column("summary", Text),
    Column("discovered_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    time_column("done_at", required=False),
    # how many times in a row a source said that the page had changed when it had not
    Column("false_changes", SmallInteger, nullable=False, server_default=text("0")),
    # when the page of a stored article is requested again, to see if it has changed; null: never
    time_column("revisit_at", required=False),
    # `looks`: how many times the page was requested again since its article was first stored.
    # `first_done_at`: when the article was first stored
    Column("looks", SmallInteger, nullable=False, server_default=text("0")),
    time_column("first_done_at", required=False),
    # `etag` and the next three columns describe the page when it was last extracted: its validators
    # `etag` and `last_modified` (RFC 9110, 8.8), the SHA-256 of its bytes, and the id of the
    # version that has its text
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_sha256", LargeBinary),
    Column("version_id", BigInteger),
    # since when the page has been missing: the moment of the first answer 404 after which the
    # server has not sent the page again; null: the page is not missing
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
    Index("frontier_source_idx", "source_id", postgresql_where=text("source_id IS NOT NULL")),
    Index(
        "frontier_revisit_idx",
        "host",
        "revisit_at",
        postgresql_where=text("state = 'done' AND revisit_at IS NOT NULL"),
    ),
)

# For each site and day: how many pages of stored articles were requested again to see if they have
# changed (`looks`), and how many of these pages had less than half of the words of the article's
# current text (`shrunk`).
looks = Table(
    "looks",
    metadata,
    Column("site_id", ForeignKey(sites.c.id), primary_key=True),
    # the day, in UTC, on which the pages of the site's stored articles were requested again
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
    # `next_version` and `after` are null, except while `scrapy db upgrade` recomputes the keys of
    # the table. Then `next_version` is the version of the new keys. The rows are read in the order
    # of the old keys, and `after` is the last key that was read
    Column("next_version", SmallInteger),
    Column("after", LargeBinary),
)

rejections = Table(
    "rejections",
    metadata,
    Column("url_key", LargeBinary, primary_key=True),
    Column("url", Text, nullable=False),
    Column("site_id", ForeignKey(sites.c.id), nullable=False, index=True),
    Column("run_id", BigInteger),  # `scrapy db prune` may have deleted the run's row
    Column("stage", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("detail", Text),
    Column("status", SmallInteger),
    Column("times", Integer, nullable=False, server_default=text("1")),
    time_column("first_at"),
    time_column("last_at"),
    # the SHA-256 of the rejected page; null if no page was fetched. If the URL sends the same bytes
    # again, it may be given up
    Column("body_sha256", LargeBinary),
    # the version of the extractor that rejected the page; a newer version may find an article on it
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
