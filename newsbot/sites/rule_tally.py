"""Finds extraction rules that seem to be out of date, because they matched nothing in a run."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsbot.extraction.rules.site_rules import ALWAYS, SiteRules

# A rule for a site is reported as out of date if it found nothing on any article of the site in a
# run. But the run must have had at least this many articles: a single one may lack an author or a
# date.
ENOUGH_ARTICLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class OutdatedRule:
    """A site rule that found nothing in a run, so that it seems to be out of date."""

    site: str
    rule: str
    """The rule, written as in `Article.unmatched_rules`, e.g. "body", "strip: //aside"."""
    origin: str
    """The place where the rule is written: the name of a rule file, or "its registry entry"."""
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
    """Counts, for each extraction rule of a site, on how many articles it found nothing.

    The articles of each site are counted too.
    """

    def __init__(self) -> None:
        self._articles: Counter[tuple[str, str]] = Counter()
        self._unmatched: Counter[tuple[str, str, str]] = Counter()
        self._examples: dict[tuple[str, str, str], str] = {}

    def add(
        self, site: str, url: str, rules: SiteRules, unmatched: Sequence[str]
    ) -> Iterator[OutdatedRule]:
        """Counts the article at `url`, and yields rules for title or body that found nothing on it.

        Such a rule must be out of date, because every article has a title and a body. Each rule is
        yielded only once in a run. `rules` are the rules of the site, and `unmatched` names all
        rules that found nothing on the article.
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
        """Yields the rules that found nothing on any of the counted articles of their site.

        The rules of a site are left out if fewer than ENOUGH_ARTICLES of its articles were counted.
        Rules for title and body (ALWAYS) are left out too. Every article has these, so `add` has
        already yielded such a rule at the first article on which it found nothing.
        """
        for key, count in sorted(self._unmatched.items()):
            site, origin, rule = key
            is_all = count == self._articles[site, origin] >= ENOUGH_ARTICLES
            if is_all and rule not in ALWAYS:
                yield self._outdated(key)

    def _outdated(self, key: tuple[str, str, str]) -> OutdatedRule:
        site, origin, rule = key
        return OutdatedRule(site=site, rule=rule, origin=origin, url=self._examples[key])
