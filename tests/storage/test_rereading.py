"""Pages that were extracted again from the archive: which version takes over which moments."""

from datetime import UTC, datetime, timedelta

from newsbot.storage.versions.amending import as_version
from newsbot.storage.versions.rereading import place_again
from newsbot.storage.versions.timeline import Timeline, Version
from tests.storage.making import article, fingerprinted_alone

AT = datetime(2026, 5, 11, tzinfo=UTC)


def moment(hours: int) -> datetime:
    return AT + timedelta(hours=hours)


def version(body: str, *hours: int, number: int = 0, extractor_version: str = "x+1") -> Version:
    item = article("a", body=body, fetched_at=moment(hours[0]), extractor_version=extractor_version)
    made = as_version(fingerprinted_alone(item))
    made.fetches = [moment(each) for each in hours]
    made.number = number
    return made


def page(body: str, hour: int) -> Version:
    return version(body, hour, number=9, extractor_version="x+2")


def shown(timeline: Timeline) -> list[tuple[str, list[int]]]:
    assert [each.is_current for each in timeline.versions].index(True) == len(timeline.versions) - 1
    return [
        (each.item.article.body, [(at - AT) // timedelta(hours=1) for at in each.fetches])
        for each in timeline.versions
    ]


def other_body(_: Version) -> bool:
    return False


def test_another_text_takes_over_the_moments_from_the_fetch_on():
    timeline = Timeline([version("old", 0, 2, 4, number=1)])
    placed = place_again(timeline, page("new", 0), other_body)
    assert placed.further == (placed.version,)
    assert shown(timeline) == [("old", [0]), ("new", [0, 2, 4])]
    assert placed.version.columns["cause"] == "extractor"


def test_the_later_pages_of_the_version_then_change_nothing():
    timeline = Timeline([version("old", 0, 2, 4, number=1)])
    for hour in (0, 2, 4, 0):
        place_again(timeline, page("new", hour), other_body)
    assert shown(timeline) == [("old", [0]), ("new", [0, 2, 4])]


def test_a_text_from_the_middle_of_a_version_leaves_the_moments_before():
    timeline = Timeline([version("old", 0, 2, 4, number=1)])
    place_again(timeline, page("new", 2), other_body)
    assert shown(timeline) == [("old", [0]), ("new", [2, 4])]


def test_the_texts_of_a_publishers_versions_stay_apart():
    timeline = Timeline([version("old", 0, 2, number=1), version("revised", 4, 6, number=2)])
    timeline.settle()
    for hour, body in ((0, "new"), (2, "new"), (4, "newer"), (6, "newer")):
        place_again(timeline, page(body, hour), other_body)
    assert shown(timeline) == [
        ("old", [0]), ("new", [0, 2]), ("revised", [4]), ("newer", [4, 6])
    ]  # fmt: skip


def test_the_same_text_or_only_another_headline_is_no_version():
    timeline = Timeline([version("old", 0, 2, number=1)])
    timeline.settle()
    assert not place_again(timeline, page("old", 2), other_body).is_news
    assert not place_again(timeline, page("new", 2), lambda _: True).is_news
    assert shown(timeline) == [("old", [0, 2])]


def test_a_page_of_an_unknown_moment_is_placed_like_a_fetched_one():
    timeline = Timeline([version("old", 0, number=1)])
    assert place_again(timeline, page("new", 1), other_body) is None
