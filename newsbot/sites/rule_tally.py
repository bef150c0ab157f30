"""Rules that are out of date, told by the articles of a run on which they found nothing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsbot.extraction.rules.site_rules import ALWAYS, SiteRules

# A single article may lack an author or a date; this many articles do not all lack one.
ENOUGH_ARTICLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class OutdatedRule:
    """A rule that no longer finds anything, as far as one run can tell."""

    site: str
    rule: str
    """As in `Article.unmatched_rules`, e.g. "body", "strip: //aside"."""
    origin: str
    url: str
    """The URL of an article on which the rule found nothing."""

    @property
    def kind(self) -> str:
        """The name of the rule's directive, e.g. "strip"."""
        return self.rule.partition(":")[0]

    def __str__(self) -> str:
        return (
            f"site {self.site}: the rule {self.rule!r} in {self.origin} finds nothing, e.g. on "
            f"{self.url}; correct it or take it out, `scrapy article URL` shows what it finds"
        )


class RuleTally:
    """Counts of articles by site, and by the rules that found nothing on them."""

    def __init__(self) -> None:
        self._articles: Counter[tuple[str, str]] = Counter()
        self._unmatched: Counter[tuple[str, str, str]] = Counter()
        self._examples: dict[tuple[str, str, str], str] = {}

    def add(
        self, site: str, url: str, rules: SiteRules, unmatched: Sequence[str]
    ) -> Iterator[OutdatedRule]:
        """Counts an article, and yields the rules that should match every article but not this one.

        `unmatched` are the rules that found nothing on it. A rule is yielded once a run.
        """
        self._articles[site, rules.origin] += 1
        for rule in unmatched:
            key = (site, rules.origin, rule)
            self._unmatched[key] += 1
            if key not in self._examples:
                self._examples[key] = url
                if rule in ALWAYS:
                    yield self._outdated(key)

    def at_the_end(self) -> Iterator[OutdatedRule]:
        """The rules that matched none of at least ENOUGH_ARTICLES articles of their site."""
        for key, count in sorted(self._unmatched.items()):
            site, origin, rule = key
            is_all = count == self._articles[site, origin] >= ENOUGH_ARTICLES
            if is_all and rule not in ALWAYS:
                yield self._outdated(key)

    def _outdated(self, key: tuple[str, str, str]) -> OutdatedRule:
        site, origin, rule = key
        return OutdatedRule(site=site, rule=rule, origin=origin, url=self._examples[key])
