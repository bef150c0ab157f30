"""Compares texts that were extracted again with the stored ones, for `reextract --dry-run`."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

SAMPLE = 5
"""How many pages are shown in each of two groups of examples. The first group has the pages whose
new text differs most from the stored one. The second has pages whose difference is about the median
of all differences."""
WORDS_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A page whose new text, extracted again, differs from the stored text, and in which words."""

    url: str
    article_id: int
    words_added: int
    """How many words of the new text are not in the stored text. If a word is twice in the new text
    and once in the stored one, it counts once."""
    words_removed: int
    """How many words of the stored text are not in the new text. If a word is twice in the stored
    text and once in the new one, it counts once."""
    added: str
    """The first few words of the new text that are not in the stored text, joined by spaces."""
    removed: str
    """The first few words of the stored text that are not in the new text, joined by spaces."""

    @property
    def size(self) -> int:
        """The number of words added to the text plus the number of words removed from it."""
        return self.words_added + self.words_removed

    @property
    def shown(self) -> dict[str, Any]:
        """All fields of this object by name, to be printed."""
        return asdict(self)


@dataclass(slots=True, kw_only=True)
class Summary:
    """What would change in the database if pages of the archive were extracted again."""

    counts: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)

    @property
    def worst(self) -> list[Difference]:
        """The pages whose new text differs most from the stored one, at most SAMPLE pages."""
        return self._sorted()[:SAMPLE]

    @property
    def median(self) -> list[Difference]:
        """At most SAMPLE pages whose texts differ about as much as those of the median page.

        The pages are sorted by how much the new and the stored text differ. The result is the
        middle of this list.
        """
        ordered = self._sorted()
        first = max(0, (len(ordered) - SAMPLE) // 2)
        return ordered[first : first + SAMPLE]

    def _sorted(self) -> list[Difference]:
        return sorted(self.differences, key=lambda each: (-each.size, each.url))


def difference(url: str, article_id: int, before: str, after: str) -> Difference | None:
    """Which words were added to a text and which removed, if `after` is what became of `before`.

    A word was added if `after` has it more often than `before`, and removed if less often. None if
    the two texts are equal.
    """
    if before == after:
        return None
    old, new = before.split(), after.split()
    added, removed = _surplus(new, old), _surplus(old, new)
    return Difference(
        url=url,
        article_id=article_id,
        words_added=len(added),
        words_removed=len(removed),
        # All differences stay in memory until the command ends. There may be a million of them, so
        # each keeps only its first few words.
        added=" ".join(added[:WORDS_SHOWN]),
        removed=" ".join(removed[:WORDS_SHOWN]),
    )


def _surplus(words: list[str], others: list[str]) -> list[str]:
    """The words that `words` has more often than `others`, in the order of `words`."""
    left = Counter(others)
    surplus = []
    for word in words:
        if left[word]:
            left[word] -= 1
        else:
            surplus.append(word)
    return surplus
