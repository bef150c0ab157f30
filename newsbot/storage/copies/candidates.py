"""Finds the stored article that a text is a copy of.

Equal texts are found however old they are. Similar texts are found only if the time between the
fetches of the two texts is at most PARAMETERS.window.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Engine, func, select, text

from newsbot.dedup.text import Text, text_of
from newsbot.items import Article, Fingerprint, FingerprintedArticle, Match
from newsbot.storage.copies.matches import Query, exact_match
from newsbot.storage.copies.originals import AS_STORED, Grouping
from newsbot.storage.copies.pending import Pending
from newsbot.storage.copies.similar import find_similar
from newsbot.storage.models import article_tables

_EXACT = text("""
    SELECT query.number, version.article_id
    FROM unnest(
        CAST(:content_sha256s AS bytea[]), CAST(:after AS bigint[]), CAST(:before AS bigint[])
    ) WITH ORDINALITY AS query (content_sha256, after, before, number)
    CROSS JOIN LATERAL (
        SELECT v.article_id
        FROM newsbot.versions AS v
        WHERE v.content_sha256 = query.content_sha256
          AND NOT v.held
          AND v.id > query.after
          AND v.id < query.before
        ORDER BY v.id
        LIMIT 1
    ) AS version
""")


def look_up(
    engine: Engine,
    articles: Sequence[Article],
    known: Mapping[str, Fingerprint] | None = None,
    pending: Pending | None = None,
) -> list[FingerprintedArticle]:
    """Finds the most similar stored article of each given article, if it is a copy of one.

    Returns a FingerprintedArticle for each of `articles`: with the fingerprint of its text, i.e.
    hashes by which copies are found, and with the match. The match is None if the article is not a
    copy of any stored article. `known` has fingerprints that are known already, by the body of the
    article. They are used for articles without recurring lines. `pending` has texts that are about
    to be stored; they count as stored.
    """
    queries = [_query(each, known or {}) for each in articles]
    with engine.connect() as connection:
        horizon = newest_version(connection)
        matches = find_matches(connection, queries, pending=pending)
    return [
        FingerprintedArticle(
            article=article, fingerprint=query.fingerprint, match=match, horizon=horizon
        )
        for article, query, match in zip(articles, queries, matches, strict=True)
    ]


def _query(article: Article, known: Mapping[str, Fingerprint]) -> Query:
    own = text_of(article)
    fingerprint = None if article.recurring_lines else known.get(article.body)
    return as_query(article, own, fingerprint or own.fingerprint)


def as_query(article: Article, own: Text, known: Fingerprint, after: int = 0) -> Query:
    """A Query with which `find_matches` looks for stored texts that `article` is a copy of.

    Args:
        article: the article.
        own: the article's body, with its shingles (short runs of words that are compared).
        known: the fingerprint of `own`: hashes of the text, by which copies are found.
        after: only stored versions whose ids are greater than this are searched.
    """
    return Query(fingerprint=known, text=own, fetched_at=article.fetched_at, after=after)


def newest_version(connection: Connection) -> int:
    """The highest id of a stored version; 0 if nothing is stored."""
    statement = select(func.coalesce(func.max(article_tables.versions.c.id), 0))
    newest: int = connection.execute(statement).scalar_one()
    return newest


def find_matches(
    connection: Connection,
    queries: Sequence[Query],
    grouping: Grouping = AS_STORED,
    pending: Pending | None = None,
) -> list[Match | None]:
    """The closest match of each query among the stored texts, or None if nothing matches.

    Equal texts are found however old they are. Similar texts are found only if the time between the
    fetches of the two texts is at most PARAMETERS.window.

    Args:
        connection: the database.
        queries: the texts whose stored copies are looked for.
        grouping: says where the groups of copies are read. Usually it is the table `articles`.
            `scrapy dedup` groups the articles anew, and reads the new groups from `redecisions`.
        pending: texts that are about to be stored; they count as the newest stored ones.
    """
    parameters = {
        "content_sha256s": [query.fingerprint.content_sha256 for query in queries],
        "after": [query.after for query in queries],
        "before": [query.before for query in queries],
    }
    equal = connection.execute(_EXACT, parameters)
    exact = {row.number - 1: exact_match(row.article_id) for row in equal}
    if pending is not None:
        equals = enumerate(pending.equal(query.fingerprint) for query in queries)
        exact = {n: exact_match(id_) for n, id_ in equals if id_ is not None} | exact
    others = {number: query for number, query in enumerate(queries) if number not in exact}
    similar = find_similar(connection, others, grouping, pending)
    return [exact.get(number) or similar.get(number) for number in range(len(queries))]
