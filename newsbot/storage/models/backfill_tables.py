"""The table of the pages that backfills read."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    text,
)

from newsbot.storage.models.base import metadata, time_column
from newsbot.storage.models.crawl_tables import sources

# A backfill reads what sources listed in the past. Its pages are sources, the sitemaps that they
# list, section pages with a date, and the next pages ("Older posts") of these. The table says which
# of them were read, so that a backfill that was killed goes on, and is not done twice.
backfill_pages = Table(
    "backfill_pages",
    metadata,
    Column("source_id", ForeignKey(sources.c.id, ondelete="CASCADE"), primary_key=True),
    Column("url", Text, primary_key=True),
    # the host of the URL, as newsbot.urls.origin_of gives it
    Column("host", Text, nullable=False),
    # `depth`, `number`, `place`, `begins_at` and `ends_at`: see newsbot.items.BackfillPage
    Column("depth", SmallInteger, nullable=False, server_default=text("0")),
    Column("number", SmallInteger, nullable=False, server_default=text("1")),
    Column("place", Integer, nullable=False, server_default=text("0")),
    time_column("begins_at", required=False),
    time_column("ends_at", required=False),
    # when the page was last read as a whole; null: it was not read yet
    time_column("read_at", required=False),
    # `walked_since` and `walked_until`: all articles of the page whose dates lie in this time are
    # in the frontier; null: the page was not read yet
    time_column("walked_since", required=False),
    time_column("walked_until", required=False),
    # `first_at` and `last_at`: the dates of all articles of the page lie in this time; null: the
    # page was not read yet, or some of its articles have no date
    time_column("first_at", required=False),
    time_column("last_at", required=False),
    # how many articles of the period the page had when it was last read
    Column("links", Integer, nullable=False, server_default=text("0")),
    # a hash of the URLs of all articles of the page. A next page with the same articles as another
    # page is the end of an archive, or a loop
    Column("digest", LargeBinary),
    # why the last request gave no whole page: a name from newsbot.reasons; null: it gave one
    Column("reason", Text),
    # how many requests in a row gave no whole page
    Column("tries", SmallInteger, nullable=False, server_default=text("0")),
    # the page is not requested before this moment; null: it may be requested at once
    time_column("next_at", required=False),
    Index("backfill_pages_host_idx", "host"),
)
