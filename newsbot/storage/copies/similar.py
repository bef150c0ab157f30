"""Compares a text with stored texts that may be copies of it, by their sketches.

The sketch of a text is a few hashes of the text. A stored text is compared if the two sketches have
hashes in common.

A story of a news agency may be stored dozens of times, as a group of copies. Therefore only one
text of each group is read and compared at first: the one that shares most hashes with the given
text. The other texts of a group are compared only if they can change the result.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, text

from newsbot.dedup.parameters import PARAMETERS
from newsbot.dedup.text import Text
from newsbot.items import Match
from newsbot.storage.copies.matches import Query, best, match_texts
from newsbot.storage.copies.originals import LEADER, Grouping
from newsbot.storage.copies.pending import Pending
from newsbot.storage.copies.sketches import SketchQuery, find_sharing

_CANDIDATES = text(f"""
    SELECT
        version.id,
        version.fetched_at,
        version.seen_until,
        version.article_id,
        leader.id AS original
    FROM newsbot.versions AS version
    JOIN newsbot.articles AS article ON article.id = version.article_id
    {LEADER}
    WHERE version.id = ANY (CAST(:version_ids AS bigint[]))
""")  # noqa: S608 - a constant

_TEXTS = text("""
    SELECT version.id, version.body, version.recurring_lines
    FROM newsbot.versions AS version
    WHERE version.id = ANY (CAST(:version_ids AS bigint[]))
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A stored text that may be a copy of a query's text.

    The sketches of the two texts share hashes. A sketch is a few hashes of a text.
    """

    version_id: int
    article_id: int
    original: int
    """The id of the article's original. It is `article_id` itself if the article is no copy."""
    fetched_at: datetime
    seen_until: datetime


def find_similar(
    connection: Connection,
    queries: Mapping[int, Query],
    grouping: Grouping,
    pending: Pending | None = None,
) -> dict[int, Match | None]:
    """Maps the number of each query to the closest stored match of the query's text.

    A stored text is compared with the query's text only if the two share enough hashes. If none of
    the compared texts is a match, the number is mapped to None. If there is no text to compare, the
    number is not in the result.

    Args:
        connection: the database.
        queries: maps a number to each query.
        grouping: says where the groups of copies are read. Usually it is the table `articles`.
            `scrapy dedup` groups the articles anew, and reads the new groups from `redecisions`.
        pending: texts that are about to be stored; they count as the newest stored ones.
    """
    candidates = _find_candidates(connection, queries, grouping, pending)
    likeliest = {number: _likeliest_of_groups(its) for number, its in candidates.items()}
    texts = _Texts(connection, {} if pending is None else pending.texts)
    matches = texts.match(queries, likeliest)
    others = {
        number: [each for each in its if each not in likeliest[number]]
        for number, its in candidates.items()
        if not _is_settled(its, likeliest[number], matches[number])
    }
    for number, further in texts.match(queries, others).items():
        matches[number] += further
    return {number: best(its) for number, its in matches.items()}


def _find_candidates(
    connection: Connection,
    queries: Mapping[int, Query],
    grouping: Grouping,
    pending: Pending | None,
) -> dict[int, list[_Candidate]]:
    """Maps the number of each query to the stored texts that may be copies of the query's text.

    These texts were fetched within PARAMETERS.window of the query's text. Those that share most
    hashes with it come first.
    """
    asked = [
        SketchQuery(
            number=number,
            sketch=query.fingerprint.sketch,
            fetched_at=query.fetched_at,
            after=query.after,
            before=query.before,
        )
        for number, query in queries.items()
    ]
    sharing = find_sharing(connection, asked, pending)
    found = _read(connection, {each for ids in sharing.values() for each in ids}, grouping, pending)
    return {
        number: [
            found[each]
            for each in ids
            # A version that was found may have been deleted since, e.g. by `scrapy sites forget`.
            if each in found and _is_in_window(queries[number], found[each])
        ]
        for number, ids in sharing.items()
    }


def _read(
    connection: Connection,
    version_ids: set[int],
    grouping: Grouping,
    pending: Pending | None,
) -> dict[int, _Candidate]:
    stored = version_ids if pending is None else version_ids - pending.versions.keys()
    found = _read_stored(connection, stored, grouping)
    if pending is not None:
        found = {number: _with_pending(each, pending) for number, each in found.items()}
        found |= {each: _pending(each, pending) for each in version_ids - stored}
    return found


def _with_pending(each: _Candidate, pending: Pending) -> _Candidate:
    first, last = pending.times.get(each.version_id, (each.fetched_at, each.seen_until))
    original = pending.leader(each.original)
    return replace(each, original=original, fetched_at=first, seen_until=last)


def _pending(version_id: int, pending: Pending) -> _Candidate:
    article_id = pending.versions[version_id]
    first, last = pending.times[version_id]
    return _Candidate(
        version_id=version_id,
        article_id=article_id,
        original=pending.leader(article_id),
        fetched_at=first,
        seen_until=last,
    )


def _read_stored(
    connection: Connection, version_ids: set[int], grouping: Grouping
) -> dict[int, _Candidate]:
    if not version_ids:
        return {}
    parameters = {"version_ids": list(version_ids)} | asdict(grouping)
    return {
        row.id: _Candidate(
            version_id=row.id,
            article_id=row.article_id,
            original=row.original,
            fetched_at=row.fetched_at,
            seen_until=row.seen_until,
        )
        for row in connection.execute(_CANDIDATES, parameters)
    }


def _is_in_window(query: Query, candidate: _Candidate) -> bool:
    """Whether a query's text was fetched within PARAMETERS.window of a candidate.

    The window begins PARAMETERS.window before the first fetch of the candidate, and ends
    PARAMETERS.window after the last one. The check is needed because candidates are found by their
    sketches, which state only the day of a fetch.
    """
    window = PARAMETERS.window
    return candidate.fetched_at - window <= query.fetched_at <= candidate.seen_until + window


def _likeliest_of_groups(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """The first candidate of each group of copies, which is the likeliest copy of the query's text.

    `candidates` are stored texts that share hashes with the query's text, the one with the most
    shared hashes first.
    """
    first: dict[int, _Candidate] = {}
    for each in candidates:
        first.setdefault(each.original, each)
    return list(first.values())


def _is_settled(
    candidates: Sequence[_Candidate],
    likeliest: Sequence[_Candidate],
    matches: Sequence[Match | None],
) -> bool:
    """Whether enough comparisons were made to decide to which group of copies a text belongs.

    The candidates are the stored texts of which the text may be a copy. They belong to groups of
    copies. So far, the text was compared only with the likeliest candidate of each group. This is
    enough in two cases:

    - No group has a second candidate. Then all candidates were compared.
    - Exactly one of the compared candidates matches, and only its group has further candidates.
      Then the text belongs to this group, even if another candidate of the group matches better.

    Otherwise the result is False, and the caller must compare the other candidates too.

    Args:
        candidates: all candidates for one text.
        likeliest: the likeliest candidate of each group.
        matches: the match with each of `likeliest`, or None, in the same order.
    """
    sizes = Counter(each.original for each in candidates)
    matched = sum(match is not None for match in matches)
    return all(
        sizes[each.original] == 1 or (match is not None and matched == 1)
        for each, match in zip(likeliest, matches, strict=True)
    )


class _Texts:
    """A cache of stored texts.

    Each text is read only once, and is split only once into shingles: the short runs of words by
    which texts are compared.
    """

    def __init__(self, connection: Connection, texts: dict[int, Text]) -> None:
        self._connection = connection
        self._texts = texts

    def match(
        self, queries: Mapping[int, Query], candidates: Mapping[int, Sequence[_Candidate]]
    ) -> dict[int, list[Match | None]]:
        """Compares each query's text with its candidates; maps the query's number to the results.

        The results of a query are in the order of its candidates: a match, or None if the candidate
        is no copy. The keys of `queries` and `candidates` are the numbers of the queries.
        """
        self._read({each.version_id for its in candidates.values() for each in its})
        return {
            number: [self._match(queries[number].text, each) for each in its]
            for number, its in candidates.items()
        }

    def _match(self, own: Text, candidate: _Candidate) -> Match | None:
        other = self._texts.get(candidate.version_id)
        if other is None:  # it was deleted after it was found
            return None
        return match_texts(own, other, candidate.article_id)

    def _read(self, version_ids: set[int]) -> None:
        missing = version_ids - self._texts.keys()
        if missing:
            for row in self._connection.execute(_TEXTS, {"version_ids": list(missing)}):
                self._texts[row.id] = Text(row.body, row.recurring_lines)
