"""Checks that every article and every correction that newsbot could see is in the database."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Engine, text

from tests.benchmarks.week.network import Asked
from tests.benchmarks.week.pages import PATHS, marker
from tests.benchmarks.week.plan import DAY, HOUR, START, Outlet, Plan, Story
from tests.benchmarks.week.verdicts import Check

SEEN_BY_THEN, LISTED_BY_THEN = 12 * HOUR, HOUR / 4
"""A story is expected to be stored if it was published so long before the end, or listed in an
answer of a source so long before."""
LOOKS, LATE = (HOUR, 6 * HOUR, DAY, 7 * DAY), 12 * HOUR
"""When pages are looked at again after the first fetch, and how late a look may be."""
OK = 200


def row_checks(engine: Engine, plan: Plan, log: Sequence[Asked]) -> Iterator[Check]:
    """How many stories were not stored exactly once, and how many corrections are missing."""
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT url, count(*) FROM news.articles GROUP BY url"))
        stored = {row[0]: row[1] for row in rows}
        found = connection.execute(text("SELECT body FROM news.article_versions"))
        words = {word for (body,) in found for word in body.split() if word.startswith("Emend")}
    seen = _Seen(log)
    expected = [
        (outlet, story)
        for outlet in plan.outlets
        for story in outlet.stories
        if story.published_at >= START and _is_expected(outlet, story, plan.end, seen)
    ]
    urls = [outlet.base + story.path for outlet, story in expected]
    yield Check(
        name="stored_once",
        what="articles that are not stored exactly once",
        figure=sum(stored.get(url) != 1 for url in urls),
        limit=0,
        among=len(urls),
    )
    corrected = [story for outlet, story in expected if _is_visible(outlet, story, plan.end, seen)]
    yield Check(
        name="corrections",
        what="corrections that are dated, or stand at a look, and are no version",
        figure=sum(marker(story) not in words for story in corrected),
        limit=0,
        among=len(corrected),
    )


class _Seen:
    """What the servers' log says of stories: when their pages were sent, and when listed."""

    def __init__(self, log: Sequence[Asked]) -> None:
        self.pages: dict[tuple[int, str], list[Asked]] = defaultdict(list)
        self.polls: dict[int, list[datetime]] = defaultdict(list)
        sources = set(PATHS.values())
        for asked in log:
            if asked.status == OK and asked.path in sources:
                self.polls[asked.outlet].append(asked.at)
            elif asked.status == OK:
                self.pages[asked.outlet, asked.path].append(asked)

    def is_listed(self, outlet: Outlet, story: Story, since: datetime, until: datetime) -> bool:
        """Whether a source that was sent between two moments listed a story."""
        return any(
            since <= at <= until and story in outlet.listed(at) for at in self.polls[outlet.number]
        )


def _is_expected(outlet: Outlet, story: Story, end: datetime, seen: _Seen) -> bool:
    if story.is_forbidden:
        return False
    pages = seen.pages[outlet.number, story.path]
    if outlet.role in {"dies", "quiet", "shell"} and story.published_at >= outlet.fails_from - HOUR:
        return any(page.revision for page in pages)
    return story.published_at <= end - SEEN_BY_THEN or seen.is_listed(
        outlet, story, story.published_at, end - LISTED_BY_THEN
    )


def _is_visible(outlet: Outlet, story: Story, end: datetime, seen: _Seen) -> bool:
    """Whether newsbot has to have a story's correction as a version."""
    at, pages = story.corrected_at, seen.pages[outlet.number, story.path]
    if at is None or at >= end:
        return False
    if any(page.revision > 1 for page in pages):
        return True
    if outlet.role in {"dies", "shell", "shrinks"}:
        return False
    if outlet.dates_changes and seen.is_listed(outlet, story, at, end - LISTED_BY_THEN):
        return True
    first = pages[0].at if pages else end
    return any(first + look >= at and first + look + LATE <= end for look in LOOKS)
