"""Which stored article a text is a printing of: equal texts of any time, similar ones of late."""

from collections.abc import Sequence

from sqlalchemy import Connection, Engine, func, select, text

from newsbot.dedup.text import Text
from newsbot.items import Article, Fingerprint, FingerprintedArticle, Match
from newsbot.storage.copies.matches import Query, exact_match
from newsbot.storage.copies.originals import AS_STORED, Grouping
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
          AND v.id > query.after
          AND v.id < query.before
        ORDER BY v.id
        LIMIT 1
    ) AS version
""")


def look_up(engine: Engine, articles: Sequence[Article]) -> list[FingerprintedArticle]:
    """The articles with their fingerprints and what they match of all that is stored."""
    texts = [Text(each.body, each.recurring_lines) for each in articles]
    queries = [
        as_query(article, own, own.fingerprint)
        for article, own in zip(articles, texts, strict=True)
    ]
    with engine.connect() as connection:
        horizon = newest_version(connection)
        matches = find_matches(connection, queries)
    return [
        FingerprintedArticle(
            article=article, fingerprint=query.fingerprint, match=match, horizon=horizon
        )
        for article, query, match in zip(articles, queries, matches, strict=True)
    ]


def as_query(article: Article, own: Text, known: Fingerprint, after: int = 0) -> Query:
    """What to ask for an article among the versions with greater ids than `after`.

    Its fingerprint is given as well, for who has it need not make it from the text again.
    """
    return Query(fingerprint=known, text=own, fetched_at=article.fetched_at, after=after)


def newest_version(connection: Connection) -> int:
    """The id of the version stored last; 0 where there is none."""
    statement = select(func.coalesce(func.max(article_tables.versions.c.id), 0))
    newest: int = connection.execute(statement).scalar_one()
    return newest


def find_matches(
    connection: Connection, queries: Sequence[Query], grouping: Grouping = AS_STORED
) -> list[Match | None]:
    """For each query the closest stored printing.

    Equal texts are found whenever they were stored, similar ones within the window of each other.
    """
    exact = _find_exact(connection, queries)
    others = {number: query for number, query in enumerate(queries) if number not in exact}
    similar = find_similar(connection, others, grouping)
    return [exact.get(number) or similar.get(number) for number in range(len(queries))]


def _find_exact(connection: Connection, queries: Sequence[Query]) -> dict[int, Match]:
    parameters = {
        "content_sha256s": [query.fingerprint.content_sha256 for query in queries],
        "after": [query.after for query in queries],
        "before": [query.before for query in queries],
    }
    found = connection.execute(_EXACT, parameters)
    return {row.number - 1: exact_match(row.article_id) for row in found}
