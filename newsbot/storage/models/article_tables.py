"""The tables about articles: articles, versions, and tables for finding copies and boilerplate.

A stored article has one row in `articles`. It has one row in `versions` for each text that it ever
had; one of these versions is current. The table `sketches`, which is partitioned by day, helps to
find near-identical texts. The table `article_blocks` helps to find paragraphs that recur on a site.
The table `changes` lists which articles were inserted, updated, deleted or merged, in the order of
the commits.
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
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from newsbot.storage.models.base import NOW, metadata, time_column
from newsbot.storage.models.crawl_tables import sites

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
    time_column("decided_at"),
    Column("dedup_version", SmallInteger, nullable=False),
    time_column("first_seen_at"),
    time_column("fetched_at"),
    time_column("updated_at"),
    # the id in the URL by which the publisher identifies the article, as found by
    # newsbot.article_numbers; null: the URL has no such id
    Column("article_number", Text),
    # when the page of the article was found to be gone (e.g. status 410); null: it is not gone
    time_column("gone_at", required=False),
    # `main_url` and `main_key`: `url` may be the URL of another form of the article's page, e.g.
    # for AMP or for print. Then `main_url` is the URL of the ordinary page (see
    # newsbot.page_forms.main_url), and `main_key` is the key (newsbot.urls.url_key) of `main_url`.
    # Null: `url` is the URL of the ordinary page
    Column("main_url", Text),
    Column("main_key", LargeBinary),
    # `site_key`, `published_at` and `copy_count`: the key of the site `site_id`, the time of
    # publication that the current version has, and the number of articles whose `copy_of` is this
    # article. Triggers keep these values up to date (migration 0016). They are in this table so
    # that readers' queries can use an index
    Column("site_key", Text, nullable=False),
    time_column("published_at", required=False),
    Column("copy_count", BigInteger, nullable=False, server_default=text("0")),
    CheckConstraint("num_nulls(main_url, main_key) IN (0, 2)", name="main_url_has_key"),
    Index("articles_main_key_idx", "main_key", "id", postgresql_where=text("main_key IS NOT NULL")),
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
    Index("articles_url_idx", "url", postgresql_using="hash"),
    Index("articles_published_at_idx", "published_at"),
    Index("articles_site_key_published_at_idx", "site_key", "published_at"),
    Index("articles_first_seen_at_idx", "first_seen_at"),
    Index("articles_updated_at_idx", "updated_at"),
    Index("articles_copied_idx", "published_at", postgresql_where=text("copy_count > 0")),
    Index("articles_copy_count_idx", "copy_count", postgresql_where=text("copy_count > 0")),
)

# The URLs of other forms of an article's page, e.g. for print. A URL is in only one of the tables
# `articles` and `article_urls`
article_urls = Table(
    "article_urls",
    metadata,
    Column("url_key", LargeBinary, primary_key=True),
    Column("url", Text, nullable=False),
    Column("article_id", ForeignKey(articles.c.id, ondelete="CASCADE"), nullable=False, index=True),
    # when the page at the URL was last fetched with the article's text; null: the page was never
    # fetched, and the URL is known only because the article's page names it
    time_column("fetched_at", required=False),
    Index("article_urls_url_idx", "url", postgresql_using="hash"),
)

# The URLs of articles that `scrapy articles forget` has removed, and URLs that were named to it in
# advance. Nothing is stored from these URLs again.
forgotten_urls = Table(
    "forgotten_urls",
    metadata,
    Column("url_key", LargeBinary, primary_key=True),
    Column("url", Text, nullable=False),
    # the id that the removed article had; null: no article was stored at the URL
    Column("article_id", BigInteger),
    Column("forgotten_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    # the site and the source that the URL had in the frontier, where it goes back to if the article
    # is allowed again; both null: the URL was not there
    Column("site_id", Integer),
    Column("source_id", Integer),
    Index(
        "forgotten_urls_article_id_idx",
        "article_id",
        postgresql_where=text("article_id IS NOT NULL"),
    ),
)

versions = Table(
    "versions",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("article_id", ForeignKey(articles.c.id), nullable=False),
    Column("number", Integer, nullable=False),
    Column("is_current", Boolean, nullable=False),
    # the text was first fetched at `fetched_at`, last fetched at `seen_until`, and fetched in
    # between at the moments in `seen_between`
    time_column("fetched_at"),
    Column(
        "seen_between",
        ARRAY(DateTime(timezone=True)),
        nullable=False,
        server_default=text("'{}'"),
    ),
    time_column("seen_until"),
    # why the text differs from that of the version before. "publisher": the publisher changed it;
    # "extractor": another release of the extractor read it; "boilerplate": other paragraphs were
    # removed because they recur on the site
    Column("cause", Text, nullable=False, server_default=text("'publisher'")),
    # SHA-256 of title and body as they are stored; versions and pages with equal hashes have equal
    # texts
    Column("text_sha256", LargeBinary, nullable=False),
    # SHA-256 of title and body before boilerplate (paragraphs that recur on the site) was removed.
    # If two versions have the same value, their texts differ only in what was removed
    Column("plain_sha256", LargeBinary),
    # SHA-256 of the normalised words of the body; articles with equal hashes are exact copies
    Column("content_sha256", LargeBinary, nullable=False),
    Column("canonical_url", Text),
    Column("title", Text, nullable=False),
    Column("subtitle", Text),
    Column("authors", ARRAY(Text), nullable=False),
    time_column("published_at", required=False),
    Column("published_precision", Text),
    time_column("modified_at", required=False),
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
    # the names of those columns whose values come from a feed or sitemap, because the page states
    # none
    Column("from_feed", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    # whether the text may be incomplete, because the transfer of the page was cut off
    Column("is_partial", Boolean, nullable=False, server_default=text("false")),
    # whether the text is held back, because it has less than half of the words of the current one.
    # It becomes current only if a later request for the page confirms it
    Column("held", Boolean, nullable=False, server_default=text("false")),
    # the words of `body` in Markdown, with headings, lists, tables, quotes, emphasis and links
    Column("body_markdown", Text),
    # how certain it is that the body is right, 0 to 1, by the model that finds it
    Column("body_certainty", Double),
    # whether an earlier text of the article may be stored, although this is version 1. A trigger
    # sets it, for the view news.version_changes
    Column("may_follow", Boolean, nullable=False, server_default=text("false")),
    UniqueConstraint("article_id", "number"),
    Index(None, "article_id", "fetched_at"),
    Index("versions_content_sha256_idx", "content_sha256", "id"),
    Index("versions_current_idx", "article_id", unique=True, postgresql_where=text("is_current")),
    Index(
        "versions_following_idx", "fetched_at", postgresql_where=text("number > 1 OR may_follow")
    ),
    Index("versions_held_article_idx", "article_id", postgresql_where=text("held")),
    Index(
        "versions_canonical_url_idx",
        "canonical_url",
        postgresql_using="hash",
        postgresql_where=text("is_current AND canonical_url IS NOT NULL"),
    ),
)

sketches = Table(
    "sketches",
    metadata,
    Column("hash", BigInteger, nullable=False),
    Column("version_id", BigInteger, nullable=False),
    # the day, in UTC, on which the text of the version was first fetched
    Column("day", Date, nullable=False),
    # This order of columns lets PostgreSQL read the versions that have a hash from one place in the
    # index, where the newest of them comes last.
    Index("sketches_hash_idx", "hash", "version_id"),
    postgresql_partition_by="LIST (day)",
)

sketch_days = Table(
    "sketch_days",
    metadata,
    Column("day", Date, primary_key=True),
    Column("touched_at", DateTime(timezone=True), nullable=False, server_default=NOW),
)

# The result of `scrapy dedup` for each article that it compared again: whether the article is a
# copy, and of which original. The rows stay here until a person lets the command write the results
# to `articles.copy_of`.
redecisions = Table(
    "redecisions",
    metadata,
    Column("article_id", ForeignKey(articles.c.id), primary_key=True),
    # the id of the original in the article's group of copies; the article's own id if it is no copy
    Column("original", ForeignKey(articles.c.id), nullable=False, index=True),
    Column("similarity", REAL),
    Column("containment", REAL),
    Column("method", Text),
    # All rows that one use of `scrapy dedup` wrote have the same `since` and `dedup_version`. It
    # compared only articles that were first fetched at `since` or later. `dedup_version` is the
    # version of newsbot's rules for comparing texts.
    time_column("since"),
    Column("dedup_version", SmallInteger, nullable=False),
    time_column("decided_at"),
)

article_blocks = Table(
    "article_blocks",
    metadata,
    Column("article_id", ForeignKey(articles.c.id), primary_key=True),
    # when the page with these blocks was fetched. This value never changes, unlike
    # `articles.fetched_at`
    time_column("fetched_at"),
    Column("site_id", ForeignKey(sites.c.id), nullable=False),
    # the hashes of the article's blocks (paragraphs), made by
    # newsbot.extraction.page.boilerplate.block_key
    Column("keys", ARRAY(BigInteger), nullable=False),
    # whether an earlier article of the same site has the same text
    Column("is_reprint", Boolean, nullable=False, server_default=text("false")),
    # for queries of the articles of one site that were fetched at about the same time
    Index("article_blocks_site_id_idx", "site_id", "fetched_at", "article_id"),
)

# Changes of an article's metadata while its body stayed the same. The columns `before` and `after`
# hold JSON objects that map the name of each changed field to its value before or after the change.
amendments = Table(
    "amendments",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("article_id", ForeignKey(articles.c.id), nullable=False),
    Column("version_id", ForeignKey(versions.c.id), nullable=False),
    time_column("fetched_at"),
    Column("amended_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    Column("before", JSONB, nullable=False),
    Column("after", JSONB, nullable=False),
    Index("amendments_article_id_idx", "article_id", "id"),
    Index(None, "version_id"),
    Index(None, "fetched_at"),
)

changes = Table(
    "changes",
    metadata,
    Column("change_id", BigInteger, Identity(), primary_key=True),
    Column("op", Text, nullable=False),
    Column("article_id", BigInteger, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    CheckConstraint("op IN ('insert', 'update', 'delete', 'merge')", name="op"),
)
