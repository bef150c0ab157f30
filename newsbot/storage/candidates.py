"""Which stored article a text is a copy of: look-up by shared hashes, then exact comparison."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Row, bindparam, func, select, text

from newsbot.dedup import compare, is_copy, shingles
from newsbot.items import Fingerprint, Match
from newsbot.storage import models

# Copies of a wire story appear within hours; three days cover weekly papers' sites as well.
WINDOW = timedelta(hours=72)
MIN_SHARED_HASHES = 3
# A hash of a hot boilerplate sentence has thousands of postings; uncapped it costs 370 ms, not 0.5.
MAX_POSTINGS = 64
MAX_VERIFIED = 20

_versions, _articles = models.versions, models.articles

_BY_SKETCH = text("""
    SELECT posting.version_id
    FROM unnest(CAST(:hashes AS bigint[])) AS sketch (hash)
    CROSS JOIN LATERAL (
        SELECT s.version_id
        FROM newsbot.sketches AS s
        WHERE s.hash = sketch.hash
          AND s.fetched_at BETWEEN :earliest AND :latest
          AND s.version_id > :horizon
        ORDER BY s.fetched_at DESC, s.version_id DESC
        LIMIT :max_postings
    ) AS posting
    GROUP BY posting.version_id
    HAVING count(*) >= :min_shared
    ORDER BY count(*) DESC, posting.version_id
    LIMIT :max_verified
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A text to find the original of."""

    fingerprint: Fingerprint
    body: str
    fetched_at: datetime


def look_up(engine: Engine, queries: Sequence[Query]) -> list[tuple[Match | None, int]]:
    """For each query the best match and the horizon: the newest version that was looked at."""
    with engine.connect() as connection:
        horizon = newest_version(connection)
        return [(find_original(connection, query), horizon) for query in queries]


def newest_version(connection: Connection) -> int:
    """The id of the version stored last; 0 where there is none."""
    statement = select(func.coalesce(func.max(_versions.c.id), 0))
    newest: int = connection.execute(statement).scalar_one()
    return newest


def find_original(connection: Connection, query: Query, horizon: int = 0) -> Match | None:
    """The original that `query` is a copy of, among the versions after `horizon`.

    Equal texts are found whenever they were stored, similar ones within WINDOW of each other.
    """
    exact = _find_exact(connection, query.fingerprint, horizon)
    if exact is not None or not query.fingerprint.sketch:
        return exact
    own = shingles(query.body)
    matches = [
        match
        for candidate in _similar_versions(connection, query, horizon)
        if (match := match_texts(own, shingles(candidate.body), candidate.original)) is not None
    ]
    return best(matches)


def match_texts(own: frozenset[int], other: frozenset[int], original: int) -> Match | None:
    """The match of two shingle sets; None where they are not copies of each other."""
    similarity = compare(own, other)
    if not is_copy(similarity):
        return None
    return Match(
        article_id=original,
        similarity=similarity.jaccard,
        containment=similarity.containment,
        method="shingles",
    )


def exact_match(original: int) -> Match:
    """The match of a text with the same normalised words."""
    return Match(article_id=original, similarity=1.0, containment=1.0, method="exact")


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


def _find_exact(connection: Connection, wanted: Fingerprint, horizon: int) -> Match | None:
    statement = (
        select(func.coalesce(_articles.c.copy_of, _articles.c.id))
        .join(_versions, _versions.c.article_id == _articles.c.id)
        .where(_versions.c.content_sha256 == wanted.content_sha256, _versions.c.id > horizon)
        .order_by(_versions.c.id)
        .limit(1)
    )
    original = connection.execute(statement).scalar_one_or_none()
    return None if original is None else exact_match(original)


_BODIES = (
    select(
        _versions.c.body,
        func.coalesce(_articles.c.copy_of, _articles.c.id).label("original"),
    )
    .join(_articles, _articles.c.id == _versions.c.article_id)
    .where(_versions.c.id.in_(bindparam("version_ids", expanding=True)))
)


def _similar_versions(
    connection: Connection, query: Query, horizon: int
) -> Sequence[Row[str, int]]:
    parameters = {
        "hashes": list(query.fingerprint.sketch),
        "earliest": query.fetched_at - WINDOW,
        "latest": query.fetched_at + WINDOW,
        "horizon": horizon,
        "max_postings": MAX_POSTINGS,
        "min_shared": MIN_SHARED_HASHES,
        "max_verified": MAX_VERIFIED,
    }
    version_ids = connection.execute(_BY_SKETCH, parameters).scalars().all()
    if not version_ids:
        return []
    return connection.execute(_BODIES, {"version_ids": version_ids}).all()
