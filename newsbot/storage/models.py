"""The tables, in schema `newsbot`. Readers use the views in schema `news` instead.

An address has one row in `frontier` from when it becomes known. A stored article has one row in
`articles` and one in `versions` for each text it ever had; of those one is current. `sketches`,
in partitions by day, finds near-identical texts, `article_blocks` what recurs on a site's articles,
`changes` tells readers what happened, in commit order.
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
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

SCHEMA = "newsbot"

metadata = MetaData(
    schema=SCHEMA,
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        "ck": "%(table_name)s_%(constraint_name)s_check",
    },
)

_NOW = func.newsbot.now()


def _time(name: str, *, required: bool = True) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=not required)


sites = Table(
    "sites",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text),
    Column("first_seen_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
)

sources = Table(
    "sources",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("site_id", ForeignKey(sites.c.id), nullable=False),
    Column("kind", Text, nullable=False),
    Column("url", Text, nullable=False, unique=True),
    _time("fetched_at", required=False),
    Column("links", Integer),
    Column("failure", Text),
    CheckConstraint("kind IN ('feed', 'sitemap', 'section')", name="kind"),
)

# What a host asked for, and how it is. Few rows, often written: half of each page stays free.
hosts = Table(
    "hosts",
    metadata,
    # of newsbot.urls.origin_of
    Column("host", Text, primary_key=True),
    # before this moment nothing is asked of it; null: at once
    _time("blocked_until", required=False),
    # of newsbot.reasons
    Column("reason", Text),
    # in a row, of the host as a whole; a place on the reason's ladder
    Column("failures", SmallInteger, nullable=False, server_default=text("0")),
    Column("crawl_delay_s", REAL),
    # robots.txt as it was last read: its bytes, its status, and when
    Column("robots", LargeBinary),
    Column("robots_status", SmallInteger),
    _time("robots_at", required=False),
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
    _time("next_at", required=False),
    # what the source said of it
    Column("title", Text),
    _time("published_at", required=False),
    _time("changed_at", required=False),
    Column("discovered_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    _time("done_at", required=False),
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

articles = Table(
    "articles",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("url_key", LargeBinary, nullable=False, unique=True),
    Column("url", Text, nullable=False),
    Column("site_id", ForeignKey(sites.c.id), nullable=False, index=True),
    Column("copy_of", BigInteger, ForeignKey("newsbot.articles.id")),
    Column("similarity", REAL),
    Column("containment", REAL),
    Column("method", Text),
    _time("decided_at"),
    Column("dedup_version", SmallInteger, nullable=False),
    _time("first_seen_at"),
    _time("fetched_at"),
    _time("updated_at"),
    # of newsbot.article_numbers.article_number
    Column("article_number", Text),
    CheckConstraint("copy_of <> id", name="copy_of"),
    CheckConstraint(
        "num_nonnulls(copy_of, similarity, containment, method) IN (0, 4)", name="copy_is_whole"
    ),
    Index("articles_copy_of_idx", "copy_of", postgresql_where=text("copy_of IS NOT NULL")),
    Index(
        "articles_article_number_idx",
        "site_id",
        "article_number",
        "id",
        postgresql_where=text("article_number IS NOT NULL"),
    ),
)

versions = Table(
    "versions",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("article_id", ForeignKey(articles.c.id), nullable=False),
    Column("number", Integer, nullable=False),
    Column("is_current", Boolean, nullable=False),
    # when the text was first fetched, when between, and last; see newsbot.storage.versions.timeline
    _time("fetched_at"),
    Column(
        "seen_between",
        ARRAY(DateTime(timezone=True)),
        nullable=False,
        server_default=text("'{}'"),
    ),
    _time("seen_until"),
    # publisher, extractor or boilerplate
    Column("cause", Text, nullable=False, server_default=text("'publisher'")),
    # over title and body as they are: tells versions apart
    Column("text_sha256", LargeBinary, nullable=False),
    # the same without what was learned of the site's boilerplate: tells causes apart
    Column("plain_sha256", LargeBinary),
    # over the body's normalised words: finds exact copies
    Column("content_sha256", LargeBinary, nullable=False),
    Column("canonical_url", Text),
    Column("title", Text, nullable=False),
    Column("subtitle", Text),
    Column("authors", ARRAY(Text), nullable=False),
    _time("published_at", required=False),
    Column("published_precision", Text),
    _time("modified_at", required=False),
    Column("language", Text),
    Column("section", Text),
    Column("tags", ARRAY(Text), nullable=False),
    Column("summary", Text),
    Column("body", Text, nullable=False),
    Column("image_url", Text),
    Column("word_count", Integer, nullable=False),
    Column("is_paywalled", Boolean),
    Column("extractor", Text, nullable=False),
    Column("extractor_version", Text, nullable=False),
    Column("published_source", Text),
    Column("modified_source", Text),
    Column("published_offset_minutes", SmallInteger),
    Column("credits", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("based_on", Text),
    Column("recurring_lines", ARRAY(Integer), nullable=False, server_default=text("'{}'")),
    Column("charset", Text),
    # of a transfer that was cut off
    Column("is_partial", Boolean, nullable=False, server_default=text("false")),
    UniqueConstraint("article_id", "number"),
    Index(None, "article_id", "fetched_at"),
    Index("versions_content_sha256_idx", "content_sha256", "id"),
    Index("versions_current_idx", "article_id", unique=True, postgresql_where=text("is_current")),
)

sketches = Table(
    "sketches",
    metadata,
    Column("hash", BigInteger, nullable=False),
    Column("version_id", BigInteger, nullable=False),
    # in UTC
    Column("day", Date, nullable=False),
    # In this order one index range of a day holds a hash's texts, newest last.
    Index("sketches_hash_idx", "hash", "version_id"),
    postgresql_partition_by="LIST (day)",
)

sketch_days = Table(
    "sketch_days",
    metadata,
    Column("day", Date, primary_key=True),
    Column("touched_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
)

# What `scrapy dedup` would have instead of articles.copy_of, until it is told to write it.
redecisions = Table(
    "redecisions",
    metadata,
    Column("article_id", ForeignKey(articles.c.id), primary_key=True),
    # the article itself, if it is no copy
    Column("original", ForeignKey(articles.c.id), nullable=False, index=True),
    Column("similarity", REAL),
    Column("containment", REAL),
    Column("method", Text),
    # of the walk, and of the code, that decided it
    _time("since"),
    Column("dedup_version", SmallInteger, nullable=False),
    _time("decided_at"),
)

article_blocks = Table(
    "article_blocks",
    metadata,
    Column("article_id", ForeignKey(articles.c.id), primary_key=True),
    # of the page that made the article; articles.fetched_at moves on
    _time("fetched_at"),
    Column("site_id", ForeignKey(sites.c.id), nullable=False),
    # of newsbot.extraction.boilerplate.block_key
    Column("keys", ARRAY(BigInteger), nullable=False),
    # of a text that the site has printed before
    Column("is_reprint", Boolean, nullable=False, server_default=text("false")),
    # In this order one index range holds a site's articles around a moment.
    Index("article_blocks_site_id_idx", "site_id", "fetched_at", "article_id"),
)

# Metadata that changed at the same text; what readers compare, before and after.
amendments = Table(
    "amendments",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("article_id", ForeignKey(articles.c.id), nullable=False),
    Column("version_id", ForeignKey(versions.c.id), nullable=False),
    _time("fetched_at"),
    Column("amended_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    Column("before", JSONB, nullable=False),
    Column("after", JSONB, nullable=False),
    Index("amendments_article_id_idx", "article_id", "id"),
)

changes = Table(
    "changes",
    metadata,
    Column("change_id", BigInteger, Identity(), primary_key=True),
    Column("op", Text, nullable=False),
    Column("article_id", BigInteger, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    CheckConstraint("op IN ('insert', 'update', 'delete', 'merge')", name="op"),
)

runs = Table(
    "runs",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("spider", Text, nullable=False),
    Column("arguments", JSONB, nullable=False),
    Column("newsbot_version", Text, nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    _time("finished_at", required=False),
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
    _time("first_at"),
    _time("last_at"),
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
