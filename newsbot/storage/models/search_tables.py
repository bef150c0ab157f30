"""The tables of the search index, which `news.search` reads.

Functions of the database fill these tables after the transaction that stored an article. In that
transaction, triggers on the tables of articles only write into `search_pending` which articles are
to be indexed. The text of the functions is in the folder migrations/functions.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import TSVECTOR

from newsbot.storage.models.article_tables import articles
from newsbot.storage.models.base import metadata, time_column

search_entries = Table(
    "search_entries",
    metadata,
    Column("article_id", ForeignKey(articles.c.id, ondelete="CASCADE"), primary_key=True),
    # the article's `published_at` or, if that is later or missing, `first_seen_at`
    time_column("appeared_at"),
    Column("site_id", Integer, nullable=False),
    Column("language", Text),
    # the words of title (weight A), subtitle (B), summary (C) and body (D)
    Column("lexemes", TSVECTOR, nullable=False),
    Index(
        "search_entries_lexemes_idx",
        "lexemes",
        postgresql_using="gin",
        postgresql_with={"gin_pending_list_limit": 1024},
    ),
)

# The titles that `news.similar_titles` compares. In a database without the extension pg_trgm the
# index is missing, and the function finds nothing.
search_titles = Table(
    "search_titles",
    metadata,
    Column("article_id", ForeignKey(articles.c.id, ondelete="CASCADE"), primary_key=True),
    Column("title", Text, nullable=False),
    Index(
        "search_titles_title_idx",
        "title",
        postgresql_using="gin",
        postgresql_ops={"title": "gin_trgm_ops"},
    ),
)

# The articles that are to be indexed. An article may have several rows.
search_pending = Table(
    "search_pending",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("article_id", BigInteger, nullable=False, index=True),
)

# The languages whose forms of words PostgreSQL knows. Each row has a language and the name of its
# text search configuration in the schema `newsbot`.
search_languages = Table(
    "search_languages",
    metadata,
    Column("language", Text, primary_key=True),
    Column("configuration", Text, nullable=False),
)
