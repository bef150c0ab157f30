"""Invented results of the extraction of WARC files: articles, copies, near-copies and rejections.

The articles are those of `tests.benchmarks.dedup.series`. Their number comes first in their moment,
so that the pages of a day are of all numbers.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from tqdm import tqdm

from newsbot.crawling.partitions.results import Spool, day_of, write_results
from newsbot.crawling.partitions.rows import PlacedRead
from newsbot.crawling.warc.stream import Place
from newsbot.crawling.waves.first import FirstRead
from newsbot.dedup.text import Text
from newsbot.extraction.page.boilerplate import plain_sha256
from newsbot.extraction.version import EXTRACTOR_VERSION
from newsbot.items import Article, Rejection
from tests.benchmarks.dedup import series

FILES = 4
REJECTED = 20
"""One page of so many gives no article."""
REVISED = 25
"""One page of so many is a further fetch of a URL, with the same text or one line more."""
AGAIN_AFTER = timedelta(days=1)
BODY = 1.0
"""How certain it is that a block is body. So no page would be extracted again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsFile:
    """A Parquet file with the results of one WARC file."""

    warc: str
    results: str
    days: dict[date, int]
    articles: int

    @property
    def pages(self) -> int:
        """The number of pages in the file."""
        return sum(self.days.values())


def write_files(folder: Path, count: int) -> list[ResultsFile]:
    """Writes the results of `count` pages into FILES files, each with pages of all days."""
    spools = [Spool(folder) for _ in range(FILES)]
    days = [Counter[date]() for _ in range(FILES)]
    articles = [0] * FILES
    for number in tqdm(range(count), desc="preparing", unit="page", disable=None):
        file = number % FILES
        placed = PlacedRead(
            read=read(number), file=f"/archive/{file}.warc.gz", place=Place(number, 0)
        )
        spools[file].add(placed)
        days[file][day_of(placed.read.fetched_at)] += 1
        articles[file] += isinstance(placed.read.result, Article)
    return list(_written(folder, spools, days, articles))


def _written(
    folder: Path, spools: list[Spool], days: list[Counter[date]], articles: list[int]
) -> Iterator[ResultsFile]:
    for file, spool in enumerate(spools):
        results = str(folder / f"{file}.parquet")
        write_results(results, spool, {})
        spool.close()
        yield ResultsFile(
            warc=f"/archive/{file}.warc.gz",
            results=results,
            days=dict(days[file]),
            articles=articles[file],
        )


def read(number: int) -> FirstRead:
    """What is read on the page of this number, from 0, with nothing known of its site."""
    found = page(number)
    fetched_at = found.at if isinstance(found, Rejection) else found.fetched_at
    is_article = isinstance(found, Article)
    return FirstRead(
        page_key=str(number),
        url=found.url,
        requested_url=found.requested_url,
        site=found.site,
        fetched_at=fetched_at,
        result=found,
        asked=dict.fromkeys(found.block_keys, BODY) if is_article else {},
        fingerprint=Text(found.body).fingerprint if is_article else None,
    )


def page(number: int) -> Article | Rejection:
    """The article on the page of this number, or why there is none."""
    made = series.article(number)
    if number % REJECTED == REJECTED - 1:
        return Rejection(
            url=made.url,
            requested_url=made.url,
            site=made.site,
            at=made.fetched_at,
            stage="extract",
            reason="too_short",
            body_sha256=bytes.fromhex(plain_sha256(made.body)),
            extractor_version=EXTRACTOR_VERSION,
        )
    if number % REVISED == REVISED - 1:
        return fetched_again(number // 2, made)
    return with_metadata(made, number)


def fetched_again(number: int, later: Article) -> Article:
    """The page of `number` as it is when `later` is fetched, if that is a day later or more."""
    earlier = series.article(number)
    if earlier.fetched_at + AGAIN_AFTER > later.fetched_at:
        return with_metadata(later, number)
    further = later.body.partition("\n")[0]
    body = f"{earlier.body}\n{further}" if number % 2 else earlier.body
    known = with_metadata(replace(earlier, body=body), number)
    tags = (*known.tags, "piers") if number % 3 else known.tags
    return replace(known, fetched_at=later.fetched_at, tags=tags)


def with_metadata(made: Article, number: int) -> Article:
    """The article with the fields that most pages have, and nothing known of its site."""
    lines = made.body.split("\n")
    return replace(
        made,
        recurring_lines=(),
        body_markdown=made.body.replace("\n", "\n\n"),
        body_certainty=0.97,
        subtitle=lines[0][:100] if number % 3 == 0 else None,
        summary=lines[0][:160],
        authors=(f"Ada Reporter {number % 500}",) if number % 10 < 7 else (),
        section="world",
        tags=("ferries", "harbours"),
        published_at=made.fetched_at.replace(microsecond=0),
        published_precision="second",
        published_source="json-ld",
        canonical_url=made.url if number % 5 else None,
        image_url=f"{made.url}.jpg",
        plain_sha256=plain_sha256(made.title, *lines),
        charset="utf-8",
        extractor="trafilatura",
        extractor_version=EXTRACTOR_VERSION,
    )
