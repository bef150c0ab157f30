"""The tables of the archive: its WARC files, the pages in them, and commands that read them again.

Besides, WARC files from elsewhere that `scrapy archive run` works off (see `partitions`).

The archive keeps fetched pages in WARC files, in the folder that the setting NEWSBOT_ARCHIVE names.
"""

from sqlalchemy import (
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
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from newsbot.storage.models.article_tables import articles
from newsbot.storage.models.base import NOW, metadata, time_column
from newsbot.storage.models.crawl_tables import sites

archive_files = Table(
    "archive_files",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    # the name of the file in the folder of the archive, without the ".open" that is appended while
    # a process writes to the file
    Column("name", Text, nullable=False, unique=True),
    # "open": a process writes to the file, or died while it did. "whole": the file is complete.
    # "doomed": it is to be deleted, and no page refers to it any more. "gone": it is deleted
    Column("state", Text, nullable=False),
    # the size of the file; 0 while it is open
    Column("size_bytes", BigInteger, nullable=False, server_default=text("0")),
    # the run that writes or wrote the file; `scrapy db prune` may have deleted the run's row; null:
    # a command outside a run wrote the file
    Column("run_id", BigInteger),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    time_column("closed_at", required=False),
    # whether the file may have pages that were refused, since their article or site is forgotten.
    # They have no rows, and are to be deleted
    Column("has_refused", Boolean, nullable=False, server_default=text("false")),
    CheckConstraint("state IN ('open', 'whole', 'doomed', 'gone')", name="state"),
    Index("archive_files_kept_idx", "created_at", postgresql_where=text("state <> 'gone'")),
)

# One row for each fetch of a page that the archive has.
archived_pages = Table(
    "archived_pages",
    metadata,
    Column("file_id", ForeignKey(archive_files.c.id), primary_key=True),
    # `start` and `length`: the position of the first byte, and the number of bytes, of the page's
    # records in the compressed file. The records are a response or revisit record, and after it a
    # request record
    Column("start", BigInteger, primary_key=True, autoincrement=False),
    Column("length", Integer, nullable=False),
    # "page": the first or only page of an article, or a page that gave no article. "further": page
    # 2, 3 and so on of an article. "revisit": the page was fetched again with the same bytes. The
    # bytes are then only in the record of the earlier fetch
    Column("kind", Text, nullable=False),
    # the URL of the page, after redirects
    Column("url", Text, nullable=False),
    Column("requested_url", Text, nullable=False),
    Column("site_id", ForeignKey(sites.c.id), nullable=False),
    time_column("fetched_at"),
    # the SHA-256 of the page's bytes
    Column("payload_sha256", LargeBinary, nullable=False),
    # whether the transfer of the page was cut off
    Column("is_partial", Boolean, nullable=False, server_default=text("false")),
    # what a feed or sitemap said of the page: the fields of newsbot.items.Link; null: no source
    # listed it
    Column("listed", JSONB),
    # the article that was last extracted from the page; null: it gave none, or was not read yet
    Column("article_id", ForeignKey(articles.c.id, ondelete="SET NULL")),
    # why the page gave no article when it was last extracted: a name from newsbot.reasons
    Column("reason", Text),
    # the version of the extractor that was last used on the page; null: none was used yet
    Column("extractor_version", Text),
    # when the page was last extracted, whether or not it gave an article; until it is extracted for
    # the first time: when the row was inserted
    Column("read_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    CheckConstraint("kind IN ('page', 'further', 'revisit')", name="kind"),
    Index("archived_pages_requested_url_idx", "requested_url", postgresql_using="hash"),
    Index(None, "site_id", "fetched_at"),
    Index(None, "fetched_at"),
    Index(
        "archived_pages_article_id_idx",
        "article_id",
        postgresql_where=text("article_id IS NOT NULL"),
    ),
)

# One row for each `scrapy reextract` that changes rows. If the command is interrupted, the next
# command with the same options continues it: it reads only the pages that were not read since
# `started_at`.
reextractions = Table(
    "reextractions",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    # the options of this `scrapy reextract` command, as they were typed; they say which pages of
    # the archive it reads
    Column("asked", JSONB, nullable=False),
    Column("extractor_version", Text, nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    time_column("finished_at", required=False),
    # the number of pages that this use of `scrapy reextract` has read with each outcome, e.g.
    # "revised"
    Column("counters", JSONB),
)

# One row for each WARC file that `scrapy archive add` has registered. Machines share the files: a
# run that has leased a row is the only one that extracts the file.
partitions = Table(
    "partitions",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    # an absolute path, or a URL that fsspec opens, e.g. "s3://bucket/news.warc.gz"
    Column("url", Text, nullable=False, unique=True),
    # the size of the file; null: unknown
    Column("size_bytes", BigInteger),
    # no page of the file was fetched earlier, by the name of the file; null: the name does not say
    time_column("begins_at", required=False),
    # "waiting": the file is to be extracted, or is being extracted. "extracted": `results` has what
    # was extracted
    Column("state", Text, nullable=False, server_default=text("'waiting'")),
    # the run that extracts the file, and until when no other run may do so
    Column("leased_by", BigInteger),
    time_column("leased_until", required=False),
    # how often the file could not be read, when it is tried again, and why it failed the last time
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("next_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    Column("failure", Text),
    # where the file is damaged; null: it is not. All pages were taken that can be read
    Column("damage", Text),
    # the path or URL of the Parquet file with what was extracted
    Column("results", Text),
    # how many pages the file has, and how many of them gave an article
    Column("pages", Integer, nullable=False, server_default=text("0")),
    Column("articles", Integer, nullable=False, server_default=text("0")),
    # what became of the other records and pages: name -> number
    Column("counts", JSONB),
    # how long the extraction took
    Column("seconds", Double),
    Column("extractor_version", Text),
    Column("added_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    time_column("extracted_at", required=False),
    CheckConstraint("state IN ('waiting', 'extracted')", name="state"),
    Index(
        "partitions_waiting_idx",
        text("begins_at NULLS FIRST"),
        "id",
        postgresql_where=text("state = 'waiting'"),
    ),
)

# The pages of an extracted file by the day of their fetch, in UTC.
partition_days = Table(
    "partition_days",
    metadata,
    Column("partition_id", ForeignKey(partitions.c.id), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("pages", Integer, nullable=False),
    # how many of the pages are settled, i.e. compared with the stored articles, and stored. Pages
    # are settled in the order of the Parquet file
    Column("settled", Integer, nullable=False, server_default=text("0")),
    CheckConstraint("settled BETWEEN 0 AND pages", name="settled"),
    Index("partition_days_open_idx", "day", postgresql_where=text("settled < pages")),
)

# One row for each day in `partition_days`. A run that has leased a day is the only one that settles
# pages of the day.
archive_days = Table(
    "archive_days",
    metadata,
    Column("day", Date, primary_key=True),
    Column("leased_by", BigInteger),
    time_column("leased_until", required=False),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("next_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    # why the day could not be settled the last time
    Column("failure", Text),
    # what became of the pages: name of an outcome, e.g. "new" -> number
    Column("counts", JSONB),
    # how long settling took
    Column("seconds", Double, nullable=False, server_default=text("0")),
    # when all pages of the day were settled for the last time
    time_column("stored_at", required=False),
)
