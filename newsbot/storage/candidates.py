"""Which stored article a text is a printing of: look-up by shared hashes, then comparison."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, func, select, text

from newsbot.dedup import PARAMETERS, Text, compare, copied_by
from newsbot.items import Article, Fingerprint, FingerprintedArticle, Match
from newsbot.storage import models
from newsbot.storage.originals import AS_STORED, LEADER, Grouping
from newsbot.storage.sketches import SketchQuery, find_sharing

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

_BODIES = text(f"""
    SELECT
        version.id,
        version.fetched_at,
        version.body,
        version.recurring_lines,
        version.article_id,
        leader.id AS original
    FROM newsbot.versions AS version
    JOIN newsbot.articles AS article ON article.id = version.article_id
    {LEADER}
    WHERE version.id = ANY (CAST(:version_ids AS bigint[]))
""")  # noqa: S608 - a constant


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A text to find the stored printings of."""

    fingerprint: Fingerprint
    text: Text
    fetched_at: datetime
    after: int = 0
    """Only versions with greater ids are looked at, ..."""
    before: int = 2**63 - 1
    """... and with lesser ones than this."""


def look_up(engine: Engine, articles: Sequence[Article]) -> list[FingerprintedArticle]:
    """The articles with their fingerprints and what they match of all that is stored."""
    texts = [Text(each.body, each.recurring_lines) for each in articles]
    queries = [
        as_query(article, its, its.fingerprint)
        for article, its in zip(articles, texts, strict=True)
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


def as_query(article: Article, text: Text, fingerprint: Fingerprint, after: int = 0) -> Query:
    """What to ask for an article among the versions with greater ids than `after`."""
    return Query(fingerprint=fingerprint, text=text, fetched_at=article.fetched_at, after=after)


def newest_version(connection: Connection) -> int:
    """The id of the version stored last; 0 where there is none."""
    statement = select(func.coalesce(func.max(models.versions.c.id), 0))
    newest: int = connection.execute(statement).scalar_one()
    return newest


def find_matches(
    connection: Connection, queries: Sequence[Query], grouping: Grouping = AS_STORED
) -> list[Match | None]:
    """For each query the closest stored printing.

    Equal texts are found whenever they were stored, similar ones within the window of each other.
    """
    exact = _find_exact(connection, queries)
    similar = _find_similar(connection, queries, grouping, but_not=exact)
    return [exact.get(number) or similar.get(number) for number in range(len(queries))]


def match_texts(own: Text, other: Text, article_id: int) -> Match | None:
    """The match of two texts; None where they are not printings of one."""
    similarity = compare(own.shingles, other.shingles)
    method = copied_by(own.shingles, other.shingles, similarity)
    if method is None:
        return None
    return Match(
        article_id=article_id,
        similarity=similarity.jaccard,
        containment=similarity.containment,
        method=method,
    )


def exact_match(article_id: int) -> Match:
    """The match of a text with the same normalised words."""
    return Match(article_id=article_id, similarity=1.0, containment=1.0, method="exact")


def best(matches: Iterable[Match | None]) -> Match | None:
    """The closest match: the same words first, then by containment and similarity, then age."""
    found = [match for match in matches if match is not None]
    return min(found, key=_rank, default=None)


def _rank(match: Match) -> tuple[bool, float, float, int]:
    return (
        match.method != "exact",
        -match.containment,
        -match.similarity,
        match.article_id,
    )


def _find_exact(connection: Connection, queries: Sequence[Query]) -> dict[int, Match]:
    parameters = {
        "content_sha256s": [query.fingerprint.content_sha256 for query in queries],
        "after": [query.after for query in queries],
        "before": [query.before for query in queries],
    }
    found = connection.execute(_EXACT, parameters)
    return {row.number - 1: exact_match(row.article_id) for row in found}


def _find_similar(
    connection: Connection,
    queries: Sequence[Query],
    grouping: Grouping,
    but_not: dict[int, Match],
) -> dict[int, Match | None]:
    asked = [
        SketchQuery(
            number=number,
            sketch=query.fingerprint.sketch,
            fetched_at=query.fetched_at,
            after=query.after,
            before=query.before,
        )
        for number, query in enumerate(queries)
        if number not in but_not
    ]
    sharing = find_sharing(connection, asked)
    texts = _read_texts(connection, {each for ids in sharing.values() for each in ids}, grouping)
    return {
        number: best(_verified(queries[number], [texts[each] for each in ids]))
        for number, ids in sharing.items()
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A stored text, to be compared with any query of the batch."""

    article_id: int
    original: int
    fetched_at: datetime
    text: Text


def _read_texts(
    connection: Connection, version_ids: set[int], grouping: Grouping
) -> dict[int, _Candidate]:
    if not version_ids:
        return {}
    parameters = {"version_ids": list(version_ids)} | asdict(grouping)
    return {
        row.id: _Candidate(
            article_id=row.article_id,
            original=row.original,
            fetched_at=row.fetched_at,
            text=Text(row.body, row.recurring_lines),
        )
        for row in connection.execute(_BODIES, parameters)
    }


def _verified(query: Query, texts: Iterable[_Candidate]) -> Iterator[Match]:
    """The matches among candidates, the likeliest of which come first.

    The further copies of a matched original are passed over, unless another one matches too: a wire
    story may have dozens, and comparing with one takes half a millisecond.
    """
    matched: set[int] = set()
    passed_over: list[_Candidate] = []
    for candidate in texts:
        if abs(candidate.fetched_at - query.fetched_at) > PARAMETERS.window:
            continue
        if candidate.original in matched:
            passed_over.append(candidate)
        elif match := _match(query, candidate):
            matched.add(candidate.original)
            yield match
    if len(matched) > 1:
        yield from filter(None, (_match(query, candidate) for candidate in passed_over))


def _match(query: Query, candidate: _Candidate) -> Match | None:
    return match_texts(query.text, candidate.text, candidate.article_id)
