"""What an invented network of news sites publishes and corrects, and what goes wrong there."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Literal

START = datetime(2026, 6, 1, tzinfo=UTC)  # a Monday
STEP = timedelta(minutes=5)
HISTORY = timedelta(weeks=4)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LISTED = 25
"""How many stories a source lists, the latest."""

Role = Literal[
    "healthy", "dies", "quiet", "shell", "shrinks", "too_often", "slow", "robots_503", "changed_now"
]
BROKEN: dict[Role, timedelta] = {
    "dies": 12 * HOUR, "quiet": 3 * DAY, "shell": 12 * HOUR, "shrinks": 12 * HOUR,
}  # fmt: skip
"""The roles of sites that stay broken: how long, at most, until the audit has to name them."""
RECOVERING: tuple[Role, ...] = ("too_often", "robots_503")
"""The roles of sites that fail for a while, which the audit may name meanwhile."""
RATES: dict[Role, float] = {
    "dies": 12, "quiet": 24, "shell": 24, "shrinks": 30,
    "too_often": 16, "slow": 36, "robots_503": 10, "changed_now": 12,
}  # fmt: skip
"""Stories a day of the sites with a role; those of the others lie between SLOWEST and FASTEST."""
SLOWEST, FASTEST = 2.0, 40.0
KINDS = (("feed",), ("feed", "sitemap"), ("sitemap",), ("feed",), ("section",), ("feed", "section"))
CORRECTED = 0.12
"""The share of stories that are corrected, once."""
CORRECTED_AFTER = 5 * HOUR
"""The mean time until then."""
BEGIN, FAIL_UNTIL = 0.25, 0.4
"""The parts of the time after which faults begin, and after which those that pass are over."""
ROBOTS_UNTIL = 0.15
NIGHT, NIGHTLY = 6, 0.1
"""The hours of a day, from midnight, in which few stories appear: this share of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An article of an outlet."""

    path: str
    published_at: datetime
    corrected_at: datetime | None = None

    @property
    def is_forbidden(self) -> bool:
        return self.path.startswith("/members/")

    def revision(self, now: datetime) -> int:
        """1 before its correction, then 2."""
        return 1 if self.corrected_at is None or now < self.corrected_at else 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A site on a host of its own."""

    number: int
    port: int
    role: Role
    a_day: float
    kinds: tuple[str, ...]
    stories: tuple[Story, ...]
    """By time; those before the start of the week are its history."""
    fails_from: datetime
    fails_until: datetime

    @property
    def key(self) -> str:
        return f"outlet-{self.number}"

    @property
    def ip(self) -> str:
        return f"127.0.{self.number}.1"

    @property
    def base(self) -> str:
        return f"http://{self.ip}:{self.port}"

    @property
    def dates_changes(self) -> bool:
        """Whether its feed and sitemap say when a story was corrected; a section says nothing."""
        return self.number % 3 != 0 and "section" not in self.kinds

    @property
    def answers_conditions(self) -> bool:
        """Whether its server answers 304."""
        return self.role != "healthy" or self.number % 8 != 7

    def fails(self, now: datetime) -> bool:
        return self.fails_from <= now < self.fails_until

    def listed(self, now: datetime) -> list[Story]:
        """What its sources list, the latest first."""
        until = self.fails_from if self.role == "quiet" and self.fails(now) else now
        return [story for story in reversed(self.stories) if story.published_at <= until][:LISTED]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that happens in the network from START on."""

    outlets: tuple[Outlet, ...]
    length: timedelta
    scale: int
    """The factor by which delays are shortened; 10 makes that of a second 100 ms. Waiting takes
    time: the simulated clock goes on within a run, and jumps to the next when all is done."""

    @property
    def delay_s(self) -> float:
        return 1 / self.scale

    @property
    def crawl_delay_s(self) -> float:
        """The delay that the robots.txt of one outlet asks for."""
        return 3 / self.scale

    @property
    def end(self) -> datetime:
        return START + self.length


def make_plan(sites: int, length: timedelta, port: int, scale: int = 10) -> Plan:
    """A network of so many sites, at least one for each role; the same each time."""
    roles = [*RATES, *["healthy"] * (sites - len(RATES))]
    healthy = sites - len(RATES)
    outlets = []
    for number, role in enumerate(roles, 1):
        chance = Random(f"outlet {number}")  # noqa: S311 - it has to be the same each time
        place = (number - len(RATES) - 0.5) / max(healthy, 1)
        a_day = RATES.get(role, SLOWEST * math.exp(place * math.log(FASTEST / SLOWEST)))
        outlets.append(_outlet(number, port, role, a_day, length, chance))
    return Plan(outlets=tuple(outlets), length=length, scale=scale)


def _outlet(
    number: int, port: int, role: Role, a_day: float, length: timedelta, chance: Random
) -> Outlet:
    begin, until = {
        "too_often": (BEGIN, FAIL_UNTIL),
        "robots_503": (0.0, ROBOTS_UNTIL),
    }.get(role, (BEGIN, 2.0))
    kinds = ("feed",) if role != "healthy" else KINDS[number % len(KINDS)]
    stories = _stories(number, a_day, START + length, chance)
    return Outlet(
        number=number,
        port=port,
        role=role,
        a_day=a_day,
        kinds=kinds,
        stories=tuple(stories),
        fails_from=START + begin * length,
        fails_until=START + until * length,
    )


def _stories(number: int, a_day: float, end: datetime, chance: Random) -> Iterator[Story]:
    moments = sorted(_moments(a_day, START - HISTORY, end, chance))
    for count, at in enumerate(moments):
        has_error = at > START and chance.random() < CORRECTED
        later = timedelta(minutes=10) + chance.expovariate(1) * CORRECTED_AFTER
        folder = "/members" if number % 4 == 0 and count % 15 == 7 else ""
        yield Story(
            path=f"{folder}/{at:%Y/%m/%d}/story-{number}-{count:05}",
            published_at=at,
            corrected_at=at + later if has_error else None,
        )


def _moments(a_day: float, begin: datetime, end: datetime, chance: Random) -> Iterator[datetime]:
    day = begin
    while day < end:
        at = 0.0
        while (at := at + chance.expovariate(a_day)) < 1:
            yield day + _hour_of(at) * HOUR
        day += DAY


def _hour_of(share: float) -> float:
    """The hour of a day by which that share of its stories has appeared."""
    if share < NIGHTLY:
        return share / NIGHTLY * NIGHT
    return NIGHT + (share - NIGHTLY) / (1 - NIGHTLY) * (24 - NIGHT)
