"""Decides what each page of a batch is: a new article, a copy, a revision, or unchanged.

The code of this module runs only in a transaction that holds the storing lock. Every transaction
that stores articles takes this lock, so no other one stores articles meanwhile.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Connection, text

from newsbot.dedup.parameters import PARAMETERS
from newsbot.dedup.precedence import Provenance
from newsbot.dedup.text import Text, text_of
from newsbot.items import (
    Alias,
    Amended,
    FingerprintedArticle,
    Held,
    Match,
    Revised,
    SamePage,
    Unchanged,
)
from newsbot.storage.articles.decided import Decided, LookedAt
from newsbot.storage.articles.ids import take_ids
from newsbot.storage.articles.known import KnownArticles
from newsbot.storage.copies.candidates import as_query, find_matches, newest_version
from newsbot.storage.copies.groups import Groups
from newsbot.storage.copies.matches import best, exact_match, match_texts
from newsbot.storage.frontier.looks import known_versions
from newsbot.storage.frontier.site_looks import is_layout_broken
from newsbot.storage.versions.amending import COMPARED, Amendment, amend, as_version, complete
from newsbot.storage.versions.feed_fields import with_kept_fields
from newsbot.storage.versions.holding import held_from, hold, is_confirmed, release
from newsbot.storage.versions.neighbours import Known, read_versions
from newsbot.storage.versions.rereading import place_again
from newsbot.storage.versions.timeline import Placed, Timeline, Version

_NOW = text("SELECT newsbot.now()")


class Decider:
    """Decides what each page of one batch is: a new article, a copy, a revision, or unchanged.

    A page is compared with the stored articles and with the earlier pages of the batch.
    """

    def __init__(
        self,
        connection: Connection,
        items: Sequence[FingerprintedArticle],
        *,
        ids: tuple[Iterator[int], Iterator[int]] | None = None,
        groups: Groups | None = None,
    ) -> None:
        """Reads what is stored of the pages in `items`.

        Args:
            connection: the transaction.
            items: the pages.
            ids: ids for new articles and for new versions; None: the database gives them out.
            groups: the groups of copies as earlier batches have changed them, if these are not
                stored yet.
        """
        self._connection = connection
        self._now = now = connection.execute(_NOW).scalar_one()
        # An archive may state that a page was fetched in the future. Such a page counts as fetched
        # now.
        moments = [min(now, item.article.fetched_at) for item in items]
        self._items = [
            replace(item, article=replace(item.article, fetched_at=at))
            for item, at in zip(items, moments, strict=True)
        ]
        self._known = KnownArticles(connection, [item.article for item in self._items], now)
        self._groups = groups or Groups(connection)
        self._newest = newest_version(connection)
        self._article_ids, self._version_ids = ids or (
            take_ids(connection, "articles", len(items)),
            take_ids(connection, "versions", len(items)),
        )
        self._articles: dict[int, Known] = {}
        self._retitled: set[int] = set()
        self._in_batch: list[tuple[int, FingerprintedArticle]] = []
        self._texts: dict[int, Text] = {}

    def decide_all(self) -> list[Decided]:
        """Decides what each page is, e.g. a new article, a copy, or a new text of a known article.

        The decisions are in the order of the pages.
        """
        self._items = self._groups.with_stored_matches(self._items)
        queries = {
            number: as_query(item.article, self._text(item), item.fingerprint, item.horizon)
            for number, item in enumerate(self._items)
            if item.horizon < self._newest and self._known.find(item.article) is None
        }
        # The pages were compared with the stored texts before this transaction began, by
        # DeduplicatePipeline. Here they are compared with the texts that were stored since then.
        found = find_matches(self._connection, list(queries.values())) if queries else []
        of_number = dict(zip(queries, found, strict=True))
        later = [of_number.get(number) for number in range(len(self._items))]
        matches = (*(item.match for item in self._items), *later)
        self._groups.read(match.article_id for match in matches if match is not None)
        return [self._decide(item, match) for item, match in zip(self._items, later, strict=True)]

    @property
    def articles(self) -> list[Known]:
        """The articles to which the pages of the batch belong.

        What the pages change in the articles, e.g. a new version, is in these objects, but not in
        the database yet.
        """
        return list(self._articles.values())

    def look_again(self, pages: Sequence[SamePage]) -> list[LookedAt | None]:
        """Decides what to store for pages that have not changed since an extractor last read them.

        For example, if such a page gave a suspiciously short text, which was held back, this text
        may now be confirmed. Returns one entry for each of `pages`, in the same order. The entry is
        None if the text that was read from the page is no longer in the database.
        """
        ids = known_versions(self._connection, [page.requested_url for page in pages])
        versions = read_versions(self._connection, list(ids.values()))
        self._known.add_articles_of([
            (versions[ids[page.requested_url]].id, page.at)
            for page in pages
            if ids.get(page.requested_url) in versions
        ])  # fmt: skip
        return [self._look(page, versions.get(ids.get(page.requested_url, 0))) for page in pages]

    def _look(self, page: SamePage, version: Version | None) -> LookedAt | None:
        known = None if version is None else self._known.with_version(version.id)
        if version is None or known is None:
            return None
        self._articles[known.article_id] = known
        again = replace(
            version,
            id=0,
            columns=version.columns | {"held": False},
            fetches=[min(self._now, page.at)],
            is_current=False,
            stored=None,
            part_of=version.id,
        )
        placed = self._place(known, again, is_look=True)
        outcome: Revised | Held | Unchanged = Unchanged(article_id=known.article_id)
        is_shrunk = placed.version.columns["held"]
        if is_shrunk:
            outcome = self._hold(known, page.site, placed)
        elif placed.further:
            outcome = self._number(known, placed.further)
        return LookedAt(page=page, outcome=outcome, version=placed.version, is_shrunk=is_shrunk)

    def _place(self, known: Known, page: Version, *, is_look: bool) -> Placed:
        placed = hold(known.timeline, page) if is_look else None
        return placed or known.timeline.place(page, partial(self._known.has_body, page=page))

    def _hold(self, known: Known, site: str, placed: Placed) -> Held | Revised:
        """Decides whether a suspiciously short text becomes the current text of its article.

        The text becomes current (Revised) if the page still gives a short text some time after it
        first did so. Before that, the text stays held back (Held). It also stays held back if short
        texts are frequent on the site, so that the layout of the site counts as broken.

        Args:
            known: the article.
            site: the key of the article's site.
            placed: the version with the short text.
        """
        version, since = placed.version, held_from(known.timeline)
        if placed.further:
            self._number(known, placed.further)
        if since is not None and is_confirmed(since, version):
            days = {at.astimezone(UTC).date() for at in (since, version.last)}
            if not is_layout_broken(self._connection, site, days):
                release(known.timeline, version)
                return Revised(article_id=known.article_id, version=version.number)
        return Held(article_id=known.article_id, version=version.number)

    def _number(self, known: Known, further: Sequence[Version]) -> Revised:
        outcome = Revised(article_id=known.article_id, version=known.newest_number + 1)
        for version in further:
            known.newest_number += 1
            version.id, version.number = next(self._version_ids), known.newest_number
        return outcome

    def _decide(self, item: FingerprintedArticle, later: Match | None) -> Decided:
        found = self._known.find(item.article)
        if found is None:
            return self._add(item, later)
        known = found.known
        self._articles[known.article_id] = known
        if found.is_alias or found.former_key is not None:
            self._known.add_twin(item.article, found)
        if found.is_alias:
            alias = Alias(article_id=known.article_id)
            return Decided(item=item, outcome=alias, version=known.timeline.versions[-1])
        if found.is_of_twin:
            _give_way(known.timeline)
        return replace(self._compare(known, item), former_key=found.former_key)

    def _compare(self, known: Known, item: FingerprintedArticle) -> Decided:
        """Decides whether a page of the stored article `known` has a new text or new metadata."""
        if known.timeline.versions:
            item = with_kept_fields(item, known.timeline.versions[-1])
        page, reread = as_version(item), item.article.reread
        placed = None
        if reread is not None:
            has_body = partial(self._known.has_body, page=page)
            placed = place_again(known.timeline, page, has_body)
        if placed is None:
            placed = self._place(known, page, is_look=item.article.validators is not None)
        if placed.version.columns["held"]:
            held = self._hold(known, item.article.site, placed)
            return Decided(item=item, outcome=held, version=placed.version, is_shrunk=True)
        if placed.further:
            revised = self._number(known, placed.further)
            self._known.add(item.article, known)
            self._in_batch.append((known.article_id, item))
            return Decided(item=item, outcome=revised, version=placed.version)
        is_read = placed.is_news or not placed.version.is_of_extractor(page)
        amendment = None
        if (is_read or reread is not None) and not page.columns["is_partial"]:
            until = page.first if reread is None else reread.same_until
            amendment = self._amend(placed.version, page, until)
        outcome = (Unchanged if amendment is None else Amended)(article_id=known.article_id)
        return Decided(item=item, outcome=outcome, version=placed.version, amendment=amendment)

    def _add(self, item: FingerprintedArticle, later: Match | None) -> Decided:
        # The closest of three kinds of matches: the match `item.match`, which was found before this
        # transaction began; the match `later` with a version that was stored since then; and the
        # matches with earlier pages of this batch.
        match = best([item.match, later, *self._matches_in_batch(item)])
        outcome = self._groups.place(next(self._article_ids), Provenance.of(item.article), match)
        version = as_version(item)
        version.id, version.number, version.is_current = next(self._version_ids), 1, True
        known = Known(article_id=outcome.article_id, newest_number=1, timeline=Timeline([version]))
        self._articles[known.article_id] = known
        self._known.add(item.article, known)
        self._in_batch.append((outcome.article_id, item))
        return Decided(item=item, outcome=outcome, version=version)

    def _amend(self, version: Version, page: Version, until: datetime) -> Amendment | None:
        """Copies metadata from a fetched page to `version`, a stored text with the same body.

        Returns the changes that have to be announced in `news.changes`; None if there are none. The
        page may have been fetched several times with the same bytes, the last time at `until`.
        """
        if not page.first <= version.last <= until:
            return complete(version, page)
        told: tuple[str, ...] = COMPARED
        if version.columns["title"] != page.columns["title"] and version.id not in self._retitled:
            self._retitled.add(version.id)
            # `told` names the fields whose changes are announced in `news.changes`. COMPARED has
            # all of them but the title. The title is added only if no change of the title of this
            # version was announced before. Otherwise a site that shows two titles in turn, to test
            # them, would cause many announcements.
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
        """The body of the page `item` as a Text, the class by which bodies are compared.

        The Text is kept, because a page may be compared with each earlier page of the batch.
        """
        if id(item) not in self._texts:
            self._texts[id(item)] = text_of(item.article)
        return self._texts[id(item)]


def _give_way(timeline: Timeline) -> None:
    """Marks the stored text of an article as incomplete, so that a new text replaces it.

    The new text is that of the article's ordinary page. The stored text comes from another form of
    the page, e.g. for AMP. Only an article with a single text can have an incomplete one. So
    nothing is marked if `timeline` has several texts: the new text then becomes a further version.
    """
    if len(timeline.versions) == 1:
        timeline.versions[0].set_column("is_partial", value=True)
