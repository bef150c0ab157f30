"""Invented pages of an archive that meet often: with few URLs, few texts and few moments."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from newsbot.crawling.waves.first import FirstRead
from newsbot.extraction.page.boilerplate import block_key, plain_sha256
from newsbot.extraction.version import EXTRACTOR_VERSION
from newsbot.items import Article, Rejection
from tests.crawl.both_ways import first_read
from tests.storage.making import NOON, story

HOSTS = ("gazette.example", "m.gazette.example", "echo.example", "post.test")
FORMS = ("{}", "{}", "{}", "/amp{}", "{}/print", "{}.html", "{}?utm_source=x", "{}?id=2")
# Texts that must arrive as they are, however rows are sent.
ODD = (
    "\\",
    "a\tb",
    "a\nb\r",
    "\\N",
    "\\.",
    '{"a",b}',
    "NULL",
    "",
    "é\u202e\U0001f600",
    "\x01\u0085",
)
DATES = (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC))
REFUSED = ("too_short", "empty", "cookie_wall", "extraction_failed")


@dataclass(frozen=True, slots=True)
class Invention:
    """Invents pages by chance. With fewer URLs, stories and moments, pages meet more often."""

    chance: random.Random
    urls: int
    stories: int
    moments: int
    hosts: int

    @classmethod
    def of(cls, chance: random.Random) -> "Invention":
        """An invention with sizes by chance."""
        pick = chance.choice
        return cls(chance, pick((20, 100, 400)), pick((2, 6)), pick((2, 200)), pick((1, 2, 4)))

    def pages(self, count: int) -> list[FirstRead]:
        """Pages in the order of an archive: usually that of time."""
        found = [first_read(self._page()) for _ in range(count)]
        if self._is(0.8):
            found.sort(key=lambda each: (each.fetched_at, each.url))
        return found

    def _page(self) -> Article | Rejection:
        pick, number = self.chance.choice, self.chance.randrange(self.urls)
        host = pick(HOSTS[: self.hosts])
        site = host.removeprefix("m.")
        slug = pick((f"/ferry-sails-{number}", f"/ferry-lands-{1_000_000 + number // 2}"))
        url = f"https://{host}{pick(FORMS).format(slug)}"
        requested = self._url() if self._is(0.15) else url
        at = NOON + timedelta(seconds=pick((1, 3600, 20_000)) * self.chance.randrange(self.moments))
        if self._is(0.15):
            reason = pick(REFUSED)
            return Rejection(
                url=url, requested_url=requested, site=site, at=at, stage="extract", reason=reason,
                detail=pick(ODD), body_sha256=bytes([self.chance.randrange(4)]) * 32,
                extractor_version=EXTRACTOR_VERSION,
            )  # fmt: skip
        own = number if self._is(0.5) else self.chance.randrange(self.stories)
        lines = list(self._lines(own % self.stories, site))
        title = pick((f"Ferry {story(str(number), 3)}", f"Ferry {pick(ODD)} sails"))
        published_at = pick((None, at, at - timedelta(days=self.chance.randrange(10)), pick(DATES)))
        return Article(
            url=url,
            requested_url=requested,
            site=site,
            fetched_at=at,
            title=title,
            body="\n".join(lines),
            body_markdown=pick((None, *ODD)),
            body_certainty=pick((None, 0.97, 1e-7, 0.1 + 0.2)),
            subtitle=pick((None, *ODD)),
            authors=self._some("Ada", "Bo\\b", 'C"c', "D,{d}", "NULL", ""),
            credits=self._some("AP", "Echo"),
            tags=self._some(*ODD),
            published_at=published_at,
            published_precision=None if published_at is None else pick(("second", "day")),
            published_source=None if published_at is None else pick(("json-ld", "text")),
            published_offset_minutes=pick((None, -720, 840)),
            is_paywalled=pick((None, True, False)),
            canonical_url=pick((None, url, f"https://{site}{slug}", self._url())),
            based_on=pick((None, url, self._url())),
            is_partial=self._is(0.05),
            twin_urls=self._some(self._url(), self._url()),
            block_keys=tuple(map(block_key, lines)) if self._is(0.9) else (),
            plain_sha256=plain_sha256(title, *lines),
            extractor="test",
            extractor_version=pick((EXTRACTOR_VERSION, "0")),
        )

    def _lines(self, number: int, site: str) -> Iterator[str]:
        """A text, changed by chance, with lines that other pages of the site have."""
        lines = [story(f"{number} {part}", 20) for part in range(6)]
        change, other = self.chance.randrange(6), self.chance.randrange(4)
        if change == 0:
            lines[other] = story(f"changed {other}", 20)
        yield from lines[: 2 + other] if change == 1 else lines
        if change in {2, 3}:
            yield story(f"tail {other}", 8 if change == 2 else 100)
        for part in range(2):
            if self._is(0.5):
                yield f"All rights are with the paper {site} and its heirs, part {part}."

    def _url(self) -> str:
        host, number = self.chance.choice(HOSTS), self.chance.randrange(self.urls)
        return f"https://{host}{self.chance.choice(('', '/amp'))}/ferry-sails-{number}"

    def _some(self, *values: str) -> tuple[str, ...]:
        return tuple(self.chance.sample(values, self.chance.randrange(3)))

    def _is(self, probability: float) -> bool:
        return self.chance.random() < probability
