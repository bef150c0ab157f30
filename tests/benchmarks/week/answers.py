"""What the servers of the invented outlets answer, at each moment of the simulation."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from tests.benchmarks.week import pages
from tests.benchmarks.week.plan import Outlet, Story

RETRY_AFTER_S = 7200
ROBOTS = "/robots.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response, as far as it does not depend on what the client knows already."""

    status: int
    """0: the server hangs up."""
    body: str = ""
    kind: str = "text/html"
    headers: dict[str, str] = field(default_factory=dict)
    revision: int = 0
    """That of the article which the body shows; 0 for another body."""

    @property
    def etag(self) -> str:
        return f'"{sha256(self.body.encode()).hexdigest()[:24]}"' if self.body else ""


def answer(
    outlet: Outlet, story: Story | None, path: str, now: datetime, crawl_delay_s: float
) -> Answer:
    """The answer to a request for a path, at which there is a story or none."""
    failed = _failed(outlet, path) if outlet.fails(now) else None
    if failed is not None:
        return failed
    if path == ROBOTS:
        return Answer(status=200, body=pages.robots(outlet, crawl_delay_s), kind="text/plain")
    for kind in outlet.kinds:
        if path == pages.PATHS[kind]:
            body = pages.source(outlet, kind, outlet.base, now)
            return Answer(status=200, body=body, kind=pages.TYPES[kind])
    if story is None or story.published_at > now:
        return Answer(status=404)
    return _article(outlet, story, now)


def _failed(outlet: Outlet, path: str) -> Answer | None:
    """The answer of a host that fails as a whole; None where this request does not fail."""
    if outlet.role == "dies":
        return Answer(status=0)
    if outlet.role == "too_often":
        return Answer(status=429, headers={"Retry-After": str(RETRY_AFTER_S)})
    if outlet.role == "robots_503" and path == ROBOTS:
        return Answer(status=503)
    return None


def _article(outlet: Outlet, story: Story, now: datetime) -> Answer:
    if outlet.role == "shell" and outlet.fails(now):
        return Answer(status=200, body=pages.SHELL)
    revision = story.revision(now)
    is_broken = outlet.role == "shrinks" and outlet.fails(now)
    body = pages.article(story, revision, is_broken=is_broken)
    return Answer(status=200, body=body, revision=0 if is_broken else revision)
