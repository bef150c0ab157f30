"""The table of the pages that backfills (crawls for articles of the past) read."""

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

# A backfill is a crawl for articles of the past. It reads sources, the sitemaps that they list,
# section pages of a day or month, and the next pages ("Older posts") of section pages. This table
# has all these pages, and says which of them were read. So a backfill that was killed can go on,
# and reads no page twice.
backfill_pages = Table(
    "backfill_pages",
    metadata,
    Column("source_id", ForeignKey(sources.c.id, ondelete="CASCADE"), primary_key=True),
    Column("url", Text, primary_key=True),
    # the host of the URL, as newsbot.urls.origin_of gives it
    Column("host", Text, nullable=False),
    # `depth`: how many links lead from the source to the page. `number`: the number of the page in
    # its series of pages ("Older posts"). `place`: the position of the link to this page on the
    # page that lists it, when the links are sorted, newest first. `begins_at` and `ends_at`: the
    # period of the articles on the page, if its file name tells it, e.g. "sitemap-2026-05.xml". See
    # newsbot.items.BackfillPage
    Column("depth", SmallInteger, nullable=False, server_default=text("0")),
    Column("number", SmallInteger, nullable=False, server_default=text("1")),
    Column("place", Integer, nullable=False, server_default=text("0")),
    time_column("begins_at", required=False),
    time_column("ends_at", required=False),
    # when the page was last read as a whole; null: it has not been read yet
    time_column("read_at", required=False),
    # `walked_since` and `walked_until`: the period for which the page was read. The URLs of all
    # articles of this period that the page lists are in the table frontier; null: the page has not
    # been read yet
    time_column("walked_since", required=False),
    time_column("walked_until", required=False),
    # `first_at` and `last_at`: the earliest and the latest date of the articles on the page. If the
    # latest date is a day without a time, `last_at` is the end of the day; null: the page has not
    # been read yet, or an article on it has no date
    time_column("first_at", required=False),
    time_column("last_at", required=False),
    # the number of articles that the page listed when it was last read; articles whose dates are
    # outside the period of the backfill are not counted
    Column("links", Integer, nullable=False, server_default=text("0")),
    # a hash of the URLs of all articles on the page. If two pages of a source have the same hash,
    # there are no older articles, or the pages form a loop
    Column("digest", LargeBinary),
    # why the last request did not give the whole page: a name from newsbot.reasons; null: it did
    Column("reason", Text),
    # how many requests in a row did not give the whole page
    Column("tries", SmallInteger, nullable=False, server_default=text("0")),
    # the page is not requested before this moment; null: it may be requested at once
    time_column("next_at", required=False),
    Index("backfill_pages_host_idx", "host"),
)
