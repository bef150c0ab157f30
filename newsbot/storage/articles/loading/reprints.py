"""Tells which of the articles that are about to be stored will be reprints.

A reprint has the same text as an older article of the same site. When an article is stored, this is
decided by SQL, in `newsbot.storage.articles.blocks.site_blocks`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection, text

from newsbot.items import Copy, New
from newsbot.storage.articles.decided import Decided


@dataclass(slots=True)
class Reprints:
    """The groups of copies to which articles will belong, and on which sites they will be.

    A group keeps its name, whichever article is its original: that of the stored original, or of
    the first article if none is stored.
    """

    _names: dict[int, int] = field(default_factory=dict)
    _sites: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, connection: Connection, decided: Iterable[Decided]) -> set[int]:
        """Adds new articles, and returns the ids of those that are reprints."""
        new = [each for each in decided if isinstance(each.outcome, New | Copy)]
        for each in new:
            self._names[each.outcome.article_id] = self._name(each)
        asked = {(self._names[each.outcome.article_id], each.item.article.site) for each in new}
        stored = self._stored(connection, asked)
        return {each.outcome.article_id for each in new if self._is_reprint(each, stored)}

    def _is_reprint(self, each: Decided, stored: set[tuple[int, str]]) -> bool:
        name, site = self._names[each.outcome.article_id], each.item.article.site
        is_known = site in self._sites[name] or (name, site) in stored
        self._sites[name].add(site)
        return is_known

    def _name(self, each: Decided) -> int:
        outcome = each.outcome
        if isinstance(outcome, Copy):
            leader = outcome.original
        elif isinstance(outcome, New) and outcome.takes_over is not None:
            leader = outcome.takes_over.article_id
        else:
            return outcome.article_id
        return self._names.get(leader, leader)

    def _stored(
        self, connection: Connection, asked: Iterable[tuple[int, str]]
    ) -> set[tuple[int, str]]:
        pairs = [(name, site) for name, site in asked if name not in self._names]
        if not pairs:
            return set()
        parameters = {"ids": [name for name, _ in pairs], "sites": [site for _, site in pairs]}
        return {(row.id, row.site) for row in connection.execute(_ON_SITE, parameters)}


_ON_SITE = text("""
    SELECT asked.id, asked.site
    FROM unnest(CAST(:ids AS bigint[]), CAST(:sites AS text[])) AS asked (id, site)
    WHERE EXISTS (
        SELECT FROM newsbot.articles AS a JOIN newsbot.sites AS s ON s.id = a.site_id
        WHERE s.key = asked.site AND asked.id IN (a.id, a.copy_of)
    )
""")
