"""Which stored article a text is a copy of: look-up by shared hashes, then exact comparison."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Row, func, select, text

from newsbot.dedup import compare, is_copy, shingles
from newsbot.items import Fingerprint, Match
from newsbot.storage import models

# Copies of a wire story appear within hours; three days cover weekly papers' sites as well.
WINDOW = timedelta(hours=72)
MIN_SHARED_HASHES = 3
# A hash of a hot boilerplate sentence has thousands of postings; uncapped it costs 370 ms, not 0.5.
MAX_POSTINGS = 64
MAX_VERIFIED = 20

# Each statement answers all queries of a batch, which it numbers from 1: a statement costs half a
# millisecond of CPU before it does anything.
_EXACT = text("""
    SELECT query.number, coalesce(article.copy_of, article.id) AS original
    FROM unnest(CAST(:content_sha256s AS bytea[]), CAST(:horizons AS bigint[]))
        WITH ORDINALITY AS query (content_sha256, horizon, number)
    CROSS JOIN LATERAL (
        SELECT v.article_id
        FROM newsbot.versions AS v
        WHERE v.content_sha256 = query.content_sha256 AND v.id > query.horizon
        ORDER BY v.id
        LIMIT 1
    ) AS version
    JOIN newsbot.articles AS article ON article.id = version.article_id
""")

_BY_SKETCH = text("""
    SELECT ranked.number, ranked.version_id
    FROM (
        SELECT query.number, posting.version_id, row_number() OVER (
            PARTITION BY query.number ORDER BY count(*) DESC, posting.version_id
        ) AS rank
        FROM unnest(CAST(:fetched_ats AS timestamptz[]), CAST(:horizons AS bigint[]))
            WITH ORDINALITY AS query (fetched_at, horizon, number)
        JOIN unnest(CAST(:numbers AS bigint[]), CAST(:hashes AS bigint[]))
            AS sketch (number, hash) ON sketch.number = query.number
        CROSS JOIN LATERAL (
            SELECT s.version_id
            FROM newsbot.sketches AS s
            WHERE s.hash = sketch.hash
              AND s.fetched_at BETWEEN query.fetched_at - :apart AND query.fetched_at + :apart
              AND s.version_id > query.horizon
            ORDER BY s.fetched_at DESC, s.version_id DESC
            LIMIT :max_postings
        ) AS posting
        GROUP BY query.number, posting.version_id
        HAVING count(*) >= :min_shared
    ) AS ranked
    WHERE ranked.rank <= :max_verified
    ORDER BY ranked.number, ranked.rank
""")

_BODIES = text("""
    SELECT version.id, version.body, coalesce(article.copy_of, article.id) AS original
    FROM newsbot.versions AS version
    JOIN newsbot.articles AS article ON article.id = version.article_id
    WHERE version.id = ANY (CAST(:version_ids AS bigint[]))
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A text to find the original of."""

    fingerprint: Fingerprint
    body: str
    fetched_at: datetime
    horizon: int = 0
    """Only versions with greater ids are looked at."""


def look_up(engine: Engine, queries: Sequence[Query]) -> list[tuple[Match | None, int]]:
    """For each query the best match and the horizon: the newest version that was looked at."""
    with engine.connect() as connection:
        horizon = newest_version(connection)
        return [(match, horizon) for match in find_originals(connection, queries)]


def newest_version(connection: Connection) -> int:
    """The id of the version stored last; 0 where there is none."""
    statement = select(func.coalesce(func.max(models.versions.c.id), 0))
    newest: int = connection.execute(statement).scalar_one()
    return newest


def find_originals(connection: Connection, queries: Sequence[Query]) -> list[Match | None]:
    """For each query the original that it is a copy of, among the versions after its horizon.

    Equal texts are found whenever they were stored, similar ones within WINDOW of each other.
    """
    numbered = dict(enumerate(queries, 1))
    found: dict[int, Match | None] = {**_find_exact(connection, queries)}
    candidates = _candidates(connection, queries, but_not=found.keys())
    bodies = _read_bodies(connection, candidates)
    for number, version_ids in candidates.items():
        texts = [bodies[version_id] for version_id in version_ids]
        found[number] = best(_verified(numbered[number].body, texts))
    return [found.get(number) for number in numbered]


def _verified(body: str, texts: Iterable[Row[str, int]]) -> Iterator[Match]:
    """The matches among candidates, the likeliest of which come first; one an original.

    The further copies of a matched original are passed over: a wire story may have dozens, and
    verifying one takes a millisecond.
    """
    own = shingles(body)
    matched: set[int] = set()
    for candidate in texts:
        if candidate.original not in matched:
            match = match_texts(own, shingles(candidate.body), candidate.original)
            if match is not None:
                matched.add(candidate.original)
                yield match


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


def _find_exact(connection: Connection, queries: Sequence[Query]) -> dict[int, Match]:
    parameters = {
        "content_sha256s": [query.fingerprint.content_sha256 for query in queries],
        "horizons": [query.horizon for query in queries],
    }
    found = connection.execute(_EXACT, parameters)
    return {row.number: exact_match(row.original) for row in found}


def _candidates(
    connection: Connection, queries: Sequence[Query], *, but_not: Container[int]
) -> dict[int, list[int]]:
    """Versions that share hashes, most first, by the number of the query."""
    hashes = [
        (number, each)
        for number, query in enumerate(queries, 1)
        if number not in but_not
        for each in query.fingerprint.sketch
    ]
    if not hashes:
        return {}
    parameters = {
        "fetched_ats": [query.fetched_at for query in queries],
        "horizons": [query.horizon for query in queries],
        "numbers": [number for number, _ in hashes],
        "hashes": [each for _, each in hashes],
        "apart": WINDOW,
        "max_postings": MAX_POSTINGS,
        "min_shared": MIN_SHARED_HASHES,
        "max_verified": MAX_VERIFIED,
    }
    candidates = defaultdict(list)
    for row in connection.execute(_BY_SKETCH, parameters):
        candidates[row.number].append(row.version_id)
    return candidates


def _read_bodies(
    connection: Connection, candidates: Mapping[int, Sequence[int]]
) -> dict[int, Row[str, int]]:
    """The texts of the candidates and what they are copies of, by version id."""
    version_ids = list({each for version_ids in candidates.values() for each in version_ids})
    if not version_ids:
        return {}
    found = connection.execute(_BODIES, {"version_ids": version_ids})
    return {row.id: row for row in found}
