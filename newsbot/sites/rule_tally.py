"""Which rules are out of date: a count, over a run, of the articles on which they found nothing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsbot.extraction.rules.site_rules import ALWAYS, SiteRules

# An article may be without author, date and any one junk element; that many are not.
ENOUGH_ARTICLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class OutdatedRule:
    """A rule that finds nothing any more, as far as a run can tell."""

    site: str
    rule: str
    """As in `Article.unmatched_rules`, e.g. "body", "strip: //aside"."""
    origin: str
    url: str
    """An article on which it found nothing."""

    @property
    def kind(self) -> str:
        """The directive's name."""
        return self.rule.partition(":")[0]

    def __str__(self) -> str:
        return (
            f"site {self.site}: the rule {self.rule!r} in {self.origin} finds nothing, e.g. on "
            f"{self.url}; correct it or take it out, `scrapy article URL` shows what it finds"
        )


class RuleTally:
    """Counts articles by site and unmatched rule."""

    def __init__(self) -> None:
        self._articles: Counter[tuple[str, str]] = Counter()
        self._unmatched: Counter[tuple[str, str, str]] = Counter()
        self._examples: dict[tuple[str, str, str], str] = {}

    def add(
        self, site: str, url: str, rules: SiteRules, unmatched: Sequence[str]
    ) -> Iterator[OutdatedRule]:
        """Counts an article; yields those rules that every article matches and this one does not.

        Each of them once a run.
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
        """The other rules that found nothing on any of a site's articles, if these were enough."""
        for key, count in sorted(self._unmatched.items()):
            site, origin, rule = key
            is_all = count == self._articles[site, origin] >= ENOUGH_ARTICLES
            if is_all and rule not in ALWAYS:
                yield self._outdated(key)

    def _outdated(self, key: tuple[str, str, str]) -> OutdatedRule:
        site, origin, rule = key
        return OutdatedRule(site=site, rule=rule, origin=origin, url=self._examples[key])
