"""Decides what each page of a batch is: a new article, a copy, a revision, or unchanged.

The code of this module runs only in a transaction that holds the storing lock (STORING_LOCK), so
no other transaction stores articles meanwhile.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection, text

from newsbot.dedup.parameters import PARAMETERS
from newsbot.dedup.precedence import Provenance
from newsbot.dedup.text import Text
from newsbot.items import Amended, Copy, FingerprintedArticle, Match, New, Revised, Unchanged
from newsbot.storage.articles.known import KnownArticles
from newsbot.storage.copies.candidates import as_query, find_matches, newest_version
from newsbot.storage.copies.groups import Groups
from newsbot.storage.copies.matches import best, exact_match, match_texts
from newsbot.storage.versions.amending import COMPARED, Amendment, amend, as_version, complete
from newsbot.storage.versions.neighbours import Known
from newsbot.storage.versions.timeline import Timeline, Version

_NOW = text("SELECT newsbot.now()")
_NEXT_IDS = text("""
    SELECT nextval(pg_get_serial_sequence('newsbot.' || :table, 'id'))
    FROM generate_series(1, :count)
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A fetched page and what was decided about it.

    The page may be a new article, a copy of another article, or a page of a stored article. In the
    last case its text is new (revised), only its metadata is new (amended), or nothing is
    (unchanged).
    """

    item: FingerprintedArticle
    outcome: New | Copy | Revised | Amended | Unchanged
    amendment: Amendment | None = None
    """The change of the article's metadata, which gets a row in the table `amendments`. None unless
    `outcome` is Amended."""


class Decider:
    """Decides what each page of one batch is: a new article, a copy, a revision, or unchanged.

    A page is compared with the stored articles and with the earlier pages of the batch.
    """

    def __init__(self, connection: Connection, items: Sequence[FingerprintedArticle]) -> None:
        self._connection = connection
        now = connection.execute(_NOW).scalar_one()
        # A page whose time of fetching lies in the future counts as fetched now: the archive that
        # the page comes from gave a wrong time.
        moments = [min(now, item.article.fetched_at) for item in items]
        self._items = [
            replace(item, article=replace(item.article, fetched_at=at))
            for item, at in zip(items, moments, strict=True)
        ]
        self._known = KnownArticles(connection, [item.article for item in self._items], now)
        self._groups = Groups(connection)
        self._newest = newest_version(connection)
        self._article_ids = _take_ids(connection, "articles", len(items))
        self._version_ids = _take_ids(connection, "versions", len(items))
        self._articles: dict[int, Known] = {}
        self._retitled: set[int] = set()
        self._in_batch: list[tuple[int, FingerprintedArticle]] = []
        self._texts: dict[int, Text] = {}

    def decide_all(self) -> list[Decided]:
        """What was decided about each page, in the order in which the constructor got the pages."""
        queries = {
            number: as_query(item.article, self._text(item), item.fingerprint, item.horizon)
            for number, item in enumerate(self._items)
            if item.horizon < self._newest and self._known.find(item.article) is None
        }
        # The pages were compared with the stored versions before, in DeduplicatePipeline, which
        # does not hold the storing lock. Versions may have been stored since then. The pages are
        # compared with these versions here.
        found = find_matches(self._connection, list(queries.values())) if queries else []
        of_number = dict(zip(queries, found, strict=True))
        later = [of_number.get(number) for number in range(len(self._items))]
        matches = (*(item.match for item in self._items), *later)
        self._groups.read(match.article_id for match in matches if match is not None)
        return [self._decide(item, match) for item, match in zip(self._items, later, strict=True)]

    @property
    def articles(self) -> list[Known]:
        """The articles to which the batch's pages belong, as changed by these pages."""
        return list(self._articles.values())

    def _decide(self, item: FingerprintedArticle, later: Match | None) -> Decided:
        known = self._known.find(item.article)
        if known is None:
            return self._add(item, later)
        self._articles[known.article_id] = known
        page = as_version(item)
        has_same_body = partial(self._known.has_body, page=page)
        placed = known.timeline.place(page, has_same_body)
        if placed.further:
            return self._revise(known, item, placed.further)
        is_read = placed.is_news or not placed.version.is_of_extractor(page)
        amendment = None
        if is_read and not page.columns["is_partial"]:
            amendment = self._amend(placed.version, page)
        outcome = (Unchanged if amendment is None else Amended)(article_id=known.article_id)
        return Decided(item=item, outcome=outcome, amendment=amendment)

    def _add(self, item: FingerprintedArticle, later: Match | None) -> Decided:
        # The closest of all matches: the match found before the storing lock was taken, the match
        # with a version that another transaction stored in the meantime (`later`), and the matches
        # with earlier pages of this batch.
        match = best([item.match, later, *self._matches_in_batch(item)])
        outcome = self._groups.place(next(self._article_ids), Provenance.of(item.article), match)
        version = as_version(item)
        version.id, version.number, version.is_current = next(self._version_ids), 1, True
        known = Known(article_id=outcome.article_id, newest_number=1, timeline=Timeline([version]))
        self._articles[known.article_id] = known
        self._known.add(item.article, known)
        self._in_batch.append((outcome.article_id, item))
        return Decided(item=item, outcome=outcome)

    def _revise(
        self, known: Known, item: FingerprintedArticle, further: Sequence[Version]
    ) -> Decided:
        outcome = Revised(article_id=known.article_id, version=known.newest_number + 1)
        for version in further:
            known.newest_number += 1
            version.id, version.number = next(self._version_ids), known.newest_number
        self._known.add(item.article, known)
        self._in_batch.append((known.article_id, item))
        return Decided(item=item, outcome=outcome)

    def _amend(self, version: Version, page: Version) -> Amendment | None:
        """Gives `version` the metadata of `page`, a fetched page with the same body.

        Returns the changes to be announced in `news.changes`; None if there are none.
        """
        if version.last != page.first:
            return complete(version, page)
        told: tuple[str, ...] = COMPARED
        if version.columns["title"] != page.columns["title"] and version.id not in self._retitled:
            self._retitled.add(version.id)
            # `told` names the fields whose changes are announced in `news.changes`. A change of the
            # title is announced only once for each version: a site that shows two titles in turn,
            # to test them, would otherwise cause a row at every fetch.
            told = COMPARED if self._known.is_retitled(version) else ("title", *COMPARED)
        return amend(version, page, told)

    def _matches_in_batch(self, item: FingerprintedArticle) -> Iterator[Match | None]:
        for article_id, earlier in self._in_batch:
            one, other = item.fingerprint, earlier.fingerprint
            if one.content_sha256 == other.content_sha256:
                yield exact_match(article_id)
                continue
            # Two pages of the batch are compared only under the two conditions that also hold for a
            # page and a stored text: the time between their fetches is at most PARAMETERS.window,
            # and their sketches share enough hashes.
            apart = abs(item.article.fetched_at - earlier.article.fetched_at)
            shared = len(set(one.sketch).intersection(other.sketch))
            if apart <= PARAMETERS.window and shared >= PARAMETERS.min_shared_hashes:
                yield match_texts(self._text(item), self._text(earlier), article_id)

    def _text(self, item: FingerprintedArticle) -> Text:
        """The body of the page `item` as a Text, which computes its shingles; from a cache.

        A page may be compared with each earlier page of the batch. With the cache, its shingles are
        computed only once.
        """
        if id(item) not in self._texts:
            self._texts[id(item)] = Text(item.article.body, item.article.recurring_lines)
        return self._texts[id(item)]


def _take_ids(connection: Connection, table: str, count: int) -> Iterator[int]:
    """Yields, without end, new ids for the rows of a table, in ascending order.

    The ids are taken from the table's sequence, `count` at a time. Ids that were taken but are not
    yielded are never used. Only one transaction at a time can take ids, because it must hold the
    storing lock until its commit; so ids rise in the order of commits.
    """
    while True:
        parameters = {"table": table, "count": count}
        yield from connection.execute(_NEXT_IDS, parameters).scalars().all()
