"""Each rule of the audit, by the numbers at which it begins to speak."""

from dataclasses import replace
from datetime import timedelta

import pytest

from newsbot.health.audit import audit
from newsbot.health.findings import REMEDIES
from newsbot.health.records import Ended, Faults, Host, LookDay, Site, SiteDay, Source, SourceDay
from tests.health.simulated import DAY, HOUR, START, URL, pages, seeded

NOW = START + 35 * DAY + 20 * HOUR


def found(**values: object) -> list[str]:
    site = Site(key="gazette", **values)  # type: ignore[arg-type]
    return [finding.kind for finding in audit([site], NOW).findings]


def failing(reason: str, times: int, hours: float) -> Source:
    since = NOW - hours * HOUR
    faults = Faults(times=times, since=since, until=NOW, reason=reason, failure="It failed.")
    return Source(url=URL, kind="feed", faults=faults)


def emptied(times: int, hours: float) -> Source:
    """A source that was read without any link, from `hours` before NOW until an hour before it."""
    since, until = NOW - hours * HOUR, NOW - HOUR
    empty = Faults(times=times, since=since, until=until, reason="no_entries", failure="None.")
    return Source(url=URL, kind="feed", empty=empty)


def month(**of_today: object) -> tuple[SiteDay, ...]:
    """Four weeks with 30 pages a day; the last is today."""
    days = [pages(seeded(n), (NOW - (28 - n) * DAY).date(), 30) for n in range(29)]
    return (*days[:-1], replace(days[-1], **of_today))  # type: ignore[arg-type]


def four_weeks() -> tuple[SourceDay, ...]:
    """The days of a source with news on each of them, up to a week ago."""
    news = [START + n * DAY for n in range(28)]
    return tuple(
        SourceDay(
            day=at.date(),
            with_news=9,
            first_news_at=at,
            last_news_at=at + 20 * HOUR,
            longest_pause=3 * HOUR,
            good_at=at + 23 * HOUR,
        )
        for at in news
    )


@pytest.mark.parametrize(
    ("reason", "times", "hours", "kinds"),
    [
        ("http_404", 3, 6, ["failing"]),
        ("http_404", 2, 20, ["failing"]),
        ("http_404", 2, 19, []),
        ("http_404", 30, 5, []),  # maintenance
        ("http_403", 3, 6, ["blocked"]),
        ("http_429", 3, 6, ["blocked"]),
        ("bot_challenge", 3, 6, ["blocked"]),
        ("script_shell", 3, 6, ["failing"]),
    ],
)
def test_a_source_that_fails_for_hours(
    reason: str, times: int, hours: float, kinds: list[str]
) -> None:
    assert found(sources=(failing(reason, times, hours),)) == kinds


@pytest.mark.parametrize(
    ("times", "hours", "kinds"), [(0, 0, []), (1, 0, []), (2, 1, []), (3, 6, ["failing"])]
)
def test_a_source_that_fails_after_a_quiet_weekend(
    times: int, hours: float, kinds: list[str]
) -> None:
    faults = failing("timeout", times, hours).faults if times else None
    assert found(sources=(replace(emptied(30, 60), faults=faults),)) == kinds


@pytest.mark.parametrize(
    ("reason", "failures", "kinds"),
    [
        ("http_429", 3, ["blocked"]),
        ("http_429", 2, []),
        ("timeout", 4, ["failing"]),
        ("robots_unreachable", 3, []),
    ],
)
def test_a_host_that_is_left_alone_again_and_again(
    reason: str, failures: int, kinds: list[str]
) -> None:
    host = Host(host="gazette.example", reason=reason, failures=failures)
    assert found(hosts=(host,)) == kinds


def test_a_site_that_blocks_is_not_told_to_be_quiet_or_broken_too() -> None:
    host = Host(host="gazette.example", reason="http_403", failures=3)
    days = month(articles=0, words={}, filled={}, rejected={"http_403": 9, "http_404": 30})
    assert found(hosts=(host,), days=days) == ["blocked"]
    assert found(days=days) == ["nothing_stored"]


def test_a_source_that_is_refused_explains_nothing_unless_all_are() -> None:
    refused, well = failing("http_403", 9, 30), Source(url="https://gazette.example/b", kind="feed")
    days = month(articles=0, words={}, filled={}, rejected={"http_404": 30})
    assert found(sources=(refused, well), days=days) == ["blocked", "nothing_stored"]
    too = replace(failing("dns", 9, 30), url=well.url)
    assert found(sources=(refused, too), days=days) == ["blocked", "failing"]


def test_what_other_faults_explain_is_named() -> None:
    blocked = Site(key="gazette", sources=(failing("http_403", 9, 30),))
    assert ("gazette", "layout") in audit([blocked], NOW).explained
    assert audit([Site(key="gazette")], NOW).explained == frozenset()


@pytest.mark.parametrize(
    ("looks", "texts", "kinds"), [(5, 2, ["shrinking"]), (4, 4, []), (9, 2, [])]
)
def test_texts_that_shrink(looks: int, texts: int, kinds: list[str]) -> None:
    today = LookDay(day=NOW.date(), looks=looks, shrunk=texts)
    assert found(looks=(today,)) == kinds


def test_texts_shrink_since_the_first_of_the_days_on_which_many_did() -> None:
    shrunk = (0, 5, 3, 1, 9)  # the next to last day had too few looks to say anything
    looks = (9, 9, 9, 1, 9)
    days = [
        LookDay(day=(NOW - (4 - n) * DAY).date(), looks=looks[n], shrunk=shrunk[n])
        for n in range(5)
    ]
    (finding,) = audit([Site(key="gazette", looks=tuple(days))], NOW).findings
    assert finding.since.date() == days[1].day
    assert found(looks=(*days[:-1], replace(days[-1], shrunk=0))) == []


def test_a_day_with_fewer_articles_than_the_registry_expects() -> None:
    days = month()
    yesterday = days[-2].articles
    assert found(days=days, articles_a_day=yesterday) == []
    assert found(days=days, articles_a_day=yesterday + 1) == ["too_few"]
    assert found(days=days[-1:], articles_a_day=yesterday + 1) == []


def test_with_less_than_a_week_only_hard_faults_are_told() -> None:
    days = month(filled={}, words={9: 30})
    assert found(days=days) == ["layout"]
    assert found(days=days[-6:]) == []
    rejected = SiteDay(day=NOW.date(), found=12, fetched=12, rejected={"too_short": 12})
    assert found(days=(rejected,)) == ["nothing_stored"]


BAD_DAYS: list[dict[str, object]] = [
    {"articles": 0, "words": {}, "filled": {}, "rejected": {"too_short": 30}},
    {"articles": 0, "words": {}, "filled": {}, "rejected": {"http_404": 30}},
    {"filled": {}},
    {"words": {9: 30}},
]


@pytest.mark.parametrize("bad", BAD_DAYS)
@pytest.mark.parametrize(("length", "known"), [(1, 0), (4, 4)])
def test_bad_days_do_not_hide_the_next_ones(
    bad: dict[str, object], length: int, known: int
) -> None:
    days = list(month(**bad))
    days[10 : 10 + length] = [replace(each, **bad) for each in days[10 : 10 + length]]
    ended = [Ended(first=days[10].day, last=days[9 + known].day)]
    assert found(days=tuple(days), ended=tuple(ended)) in (["layout"], ["nothing_stored"])


def test_a_day_without_articles_is_usual_for_a_site_that_has_such_days() -> None:
    before = [replace(day, articles=0, rejected={"video_page": 6}) for day in month()[:-1:7]]
    today = SiteDay(day=NOW.date(), rejected={"video_page": 12})
    assert found(days=(*before, today)) == []


def test_a_source_that_never_lists_anything_new_is_of_another_time() -> None:
    first = SourceDay(day=START.date(), first_news_at=START, last_news_at=START, good_at=START)
    later = SourceDay(day=NOW.date(), links=20, good_at=NOW)
    assert found(sources=(Source(url=URL, kind="feed", days=(first, later)),)) == ["quiet"]


def test_a_source_that_was_emptied_is_quiet() -> None:
    source = emptied(60 * 24, (NOW - START - 28 * DAY) / HOUR)
    assert found(sources=(replace(source, days=four_weeks()),)) == ["quiet"]


@pytest.mark.parametrize(("days", "kinds"), [(20, []), (22, ["quiet"])])
def test_a_source_that_never_listed_anything(days: int, kinds: list[str]) -> None:
    assert found(sources=(emptied(99, days * 24),)) == kinds


def test_what_nobody_asked_for_is_not_quiet() -> None:
    """A crawler that rested for a week saw nothing of it."""
    days = four_weeks()
    source = Source(url=URL, kind="feed", days=days)
    assert found(sources=(source,)) == []
    asked = SourceDay(day=NOW.date(), good_at=NOW)
    assert found(sources=(replace(source, days=(*days, asked)),)) == ["quiet"]


def test_a_fault_of_a_site_keeps_its_first_sign() -> None:
    sign = NOW - 9 * DAY
    host = Host(host="gazette.example", reason="dns", failures=9)
    site = Site(
        key="gazette",
        sources=(failing("dns", 5, 30), Source(url="https://gazette.example/other", kind="feed")),
        hosts=(host,),
        open_since={"failing": sign},
    )
    of_source, of_site = audit([site], NOW).findings
    assert (of_source.since, of_site.since) == (NOW - 30 * HOUR, sign)


def test_a_layout_that_broke_long_ago_is_compared_with_the_time_before() -> None:
    chance = seeded(1)
    days = [
        pages(chance, (START + n * DAY).date(), 30, authors=0.9 if n < 20 else 0) for n in range(36)
    ]
    assert found(days=tuple(days)) == []
    since = START + 20 * DAY
    assert found(days=tuple(days), open_since={"layout": since}) == ["layout"]


def test_every_remedy_is_of_the_site() -> None:
    site = Site(key="gazette", days=month(filled={}))
    (finding,) = audit([site], NOW).findings
    assert "scrapy retry --site gazette" in finding.remedy
    assert all(text.endswith(".") for text in REMEDIES.values())
    assert finding.since == (NOW - timedelta(hours=20))
