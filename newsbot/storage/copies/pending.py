"""The texts of pages that are about to be stored, among which copies are found as well."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from newsbot.dedup.parameters import PARAMETERS
from newsbot.dedup.text import Text
from newsbot.items import Fingerprint
from newsbot.storage.copies.groups import Groups
from newsbot.storage.copies.sketch_days import sketch_day
from newsbot.storage.copies.sketches import SketchQuery


@dataclass(slots=True, kw_only=True)
class Pending:
    """Texts that are about to be stored, by the ids of versions and articles that they will have.

    All these ids are above those of stored rows, and are added in ascending order.
    """

    groups: Groups
    versions: dict[int, int] = field(default_factory=dict)
    """The id of each version that will be stored, and that of its article."""
    times: dict[int, tuple[datetime, datetime]] = field(default_factory=dict)
    """The times of the first and the last fetch: of these versions, and of stored ones for which
    they will change."""
    texts: dict[int, Text] = field(default_factory=dict)
    """The texts of these versions, and of stored ones that were read before."""
    _equal: dict[bytes, int] = field(default_factory=dict)
    _of_hash: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, version_id: int, article_id: int, text: Text, fingerprint: Fingerprint) -> None:
        """Adds a version. Its times of fetching must be in `times`."""
        self.versions[version_id] = article_id
        self.texts[version_id] = text
        self._equal.setdefault(fingerprint.content_sha256, article_id)
        for hash_ in fingerprint.sketch:
            self._of_hash[hash_].append(version_id)

    def equal(self, fingerprint: Fingerprint) -> int | None:
        """The first article that will have the same words; None if there is none."""
        return self._equal.get(fingerprint.content_sha256)

    def leader(self, article_id: int) -> int:
        """The original of an article, if it has the original `article_id` in the database."""
        return self.groups.leader(article_id)

    def postings(self, query: SketchQuery) -> dict[int, list[int]]:
        """For each hash that a query shares with these texts, their versions, the newest first."""
        found = {each: self._of_hash[each] for each in query.sketch if each in self._of_hash}
        return {
            hash_: in_time
            for hash_, version_ids in found.items()
            if (in_time := self._in_time(query.fetched_at, version_ids))
        }

    def _in_time(self, fetched_at: datetime, version_ids: Sequence[int]) -> list[int]:
        """Those of some versions whose day is within PARAMETERS.window, the newest first."""
        first = sketch_day(fetched_at - PARAMETERS.window)
        last = sketch_day(fetched_at + PARAMETERS.window)
        days = ((each, sketch_day(self.times[each][0])) for each in reversed(version_ids))
        return [each for each, day in days if first <= day <= last]
