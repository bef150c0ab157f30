"""What a crawl or a baseline cost at two sizes, and what a page costs between them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

MAX_RATIO = 1.4
MAX_MAIN_MS = 3
MAX_LOOP_DELAY_MS = 100
MAX_GROWTH_MB = 30
MAX_ARCHIVE_KIB = 52
MAX_ARCHIVE_SHARE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlCost:
    """What one crawl took, from the start of its process to its end."""

    pages: int
    wall_s: float
    main_cpu_s: float
    workers_cpu_s: float
    """Of all worker processes together."""
    postgres_cpu_s: float
    main_peak_mb: float
    workers_peak_mb: float
    """Resident set of the largest worker."""
    loop_delay_p99_ms: float
    loop_delay_max_ms: float
    articles: int
    copies: int
    """How many of the articles are stored as copies of others."""
    aliases: int
    """How many pages are stored as further URLs of an article, e.g. as they name its URL."""
    rejected: int
    database_cpu_s: float = 0
    """Of the process that does the database work of the crawl."""
    database_peak_mb: float = 0
    """Resident set of that process."""
    archive_cpu_s: float = 0
    """Of the thread that writes the archive, which is part of the main process."""
    archive_bytes: int = 0
    """The size of the WARC files; 0 for a crawl that keeps no pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineCost:
    """What a part of the work took for the same pages without newsbot, its processes together."""

    pages: int
    cpu_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Slope:
    """A cost that grows with the pages: so much a page, and so much before the first one."""

    a_page: float
    start_up: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A crawl at two sizes beside bare extraction, and bare Scrapy, at the same two."""

    small: CrawlCost
    large: CrawlCost
    small_baseline: BaselineCost
    large_baseline: BaselineCost
    small_bare: BaselineCost | None = None
    large_bare: BaselineCost | None = None
    """What it takes bare Scrapy to fetch the pages; None if they came from WARC files."""

    def crawl(self, cost: str) -> Slope:
        """The slope of a field of CrawlCost that is in seconds."""
        return slope(
            (self.small.pages, getattr(self.small, cost)),
            (self.large.pages, getattr(self.large, cost)),
        )

    @property
    def baseline(self) -> Slope:
        """The slope of the CPU time of bare extraction."""
        return _slope_of(self.small_baseline, self.large_baseline)

    @property
    def bare(self) -> Slope | None:
        """The slope of the CPU time of bare Scrapy; None if the pages came from WARC files."""
        if self.small_bare is None or self.large_bare is None:
            return None
        return _slope_of(self.small_bare, self.large_bare)

    @property
    def ratio(self) -> float:
        """CPU time a page of the crawl's processes over the baseline's."""
        return self.of_all_s / self.baseline.a_page

    @property
    def of_all_s(self) -> float:
        """CPU time a page of main process, workers and database process."""
        costs = ("main_cpu_s", "workers_cpu_s", "database_cpu_s")
        return sum(self.crawl(cost).a_page for cost in costs)

    @property
    def main_ms(self) -> float:
        """CPU time a page of the main process, in ms."""
        return self.crawl("main_cpu_s").a_page * 1000

    @property
    def own_ms(self) -> float:
        """CPU time a page of the main process, in ms, without what other lines tell of.

        Those are bare Scrapy, and the thread that writes the archive.
        """
        bare_ms = 0 if self.bare is None else self.bare.a_page * 1000
        return self.main_ms - bare_ms - self.crawl("archive_cpu_s").a_page * 1000

    @property
    def of_main(self) -> str:
        """What `own_ms` measures, for people."""
        return "main process" + ("" if self.bare is None else " without bare Scrapy")

    @property
    def growth_mb(self) -> float:
        """By how much the main process' peak is higher in the large crawl."""
        return self.large.main_peak_mb - self.small.main_peak_mb

    @property
    def archive_kib(self) -> float:
        """The size of a page in the archive, over those of the small crawl, which are as they were.

        In the large crawl pages are the same but for some words.
        """
        return self.small.archive_bytes / self.small.pages / 1024

    @property
    def archive_share(self) -> float:
        """The archive's share in the CPU time of a page."""
        return self.crawl("archive_cpu_s").a_page / self.of_all_s

    @property
    def misses(self) -> list[str]:
        """The targets that are not met."""
        targets = (
            ("ratio to bare extraction", self.ratio, MAX_RATIO),
            (f"{self.of_main}, ms a page", self.own_ms, MAX_MAIN_MS),
            ("loop delay p99 in ms", self.large.loop_delay_p99_ms, MAX_LOOP_DELAY_MS),
            ("growth of the main process in MB", self.growth_mb, MAX_GROWTH_MB),
            ("KiB a page in the archive", self.archive_kib, MAX_ARCHIVE_KIB),
            ("share of the archive", self.archive_share, MAX_ARCHIVE_SHARE),
        )
        return [
            f"{name}: {found:.2f}, at most {most}" for name, found, most in targets if found > most
        ]


def _slope_of(small: BaselineCost, large: BaselineCost) -> Slope:
    return slope((small.pages, small.cpu_s), (large.pages, large.cpu_s))


def slope(small: tuple[int, float], large: tuple[int, float]) -> Slope:
    """The line through two (pages, cost) points."""
    a_page = (large[1] - small[1]) / (large[0] - small[0])
    return Slope(a_page=a_page, start_up=small[1] - small[0] * a_page)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` (above 0, to 1) of the values do not exceed."""
    ranked = sorted(values)
    return ranked[math.ceil(len(ranked) * share) - 1]
