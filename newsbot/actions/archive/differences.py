"""Compares texts that were extracted again with the stored ones, for `reextract --dry-run`."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

SAMPLE = 5
"""How many pages are shown as examples: those whose new text differs most from the stored one, and
as many that differ as much as the median page."""
WORDS_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A page that gives another text than the one that is stored."""

    url: str
    article_id: int
    added: tuple[str, ...]
    """The words that the new text has more often than the stored one."""
    removed: tuple[str, ...]
    """The words that the stored text has more often than the new one."""

    @property
    def size(self) -> int:
        """The number of words added to the text plus the number of words removed from it."""
        return len(self.added) + len(self.removed)

    @property
    def shown(self) -> dict[str, Any]:
        """The difference as it is printed: how many words were added and removed, and which."""
        return {
            "url": self.url,
            "article_id": self.article_id,
            "words_added": len(self.added),
            "words_removed": len(self.removed),
            "added": " ".join(self.added[:WORDS_SHOWN]),
            "removed": " ".join(self.removed[:WORDS_SHOWN]),
        }


@dataclass(slots=True, kw_only=True)
class Summary:
    """What would change if pages were extracted again and stored."""

    counts: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)

    @property
    def worst(self) -> list[Difference]:
        """The pages whose texts differ most."""
        return self._sorted()[:SAMPLE]

    @property
    def median(self) -> list[Difference]:
        """The pages in the middle, when all pages are sorted by how much their texts differ."""
        ordered = self._sorted()
        first = max(0, (len(ordered) - SAMPLE) // 2)
        return ordered[first : first + SAMPLE]

    def _sorted(self) -> list[Difference]:
        return sorted(self.differences, key=lambda each: (-each.size, each.url))


def difference(url: str, article_id: int, before: str, after: str) -> Difference | None:
    """The words that the text `after` has more, or less, often than the text `before`.

    None if the two texts are equal.
    """
    if before == after:
        return None
    old, new = before.split(), after.split()
    return Difference(
        url=url, article_id=article_id, added=_surplus(new, old), removed=_surplus(old, new)
    )


def _surplus(words: list[str], others: list[str]) -> tuple[str, ...]:
    """The words that `words` has more often than `others`, in the order of `words`."""
    left = Counter(others)
    surplus = []
    for word in words:
        if left[word]:
            left[word] -= 1
        else:
            surplus.append(word)
    return tuple(surplus)
