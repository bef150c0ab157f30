"""Links without end: calendars, repeated folders, session ids."""

import pytest

from newsbot.discovery.section import parse_section
from newsbot.discovery.sections.stories import MAX_STORIES
from newsbot.discovery.sections.traps import is_endless_path, is_of_calendar

URL = "https://gazette.example/"
SESSION = "4f0c7be1a9d24c55b3"


def listing(*targets: str):
    links = (f'<h3><a href="{target}">Old bridge closes for weeks</a></h3>' for target in targets)
    return parse_section("".join(links).encode(), URL)


@pytest.mark.parametrize(
    "path",
    [
        "/2026/05/",
        "/2026/5/4",
        "/events/2026-05",
        "/?month=5",
        "/agenda?dag=2026-05-01",
        "/?d=202605",
    ],
)
def test_days_and_months_are_of_a_calendar(path):
    assert is_of_calendar(f"https://gazette.example{path}")


@pytest.mark.parametrize(
    "path", ["/2026/05/04/mill", "/view?idxno=204512", "/?p=2026", "/world/2026-mill"]
)
def test_stories_are_not_of_a_calendar(path):
    assert not is_of_calendar(f"https://gazette.example{path}")


def test_a_calendar_is_left_out_and_counted():
    found = listing(*(f"/2026/05/{day}/" for day in range(1, 31)))
    assert (found.links, found.trapped) == ((), 30)


@pytest.mark.parametrize(
    ("path", "is_endless"),
    [
        ("/a/b/a/b/a/b/council-votes-to-close", True),
        ("/x/x/x/council-votes-to-close", True),
        ("/world/world/council-votes-to-close", False),
        ("/2/2/2/council-votes-to-close", False),
    ],
)
def test_a_path_that_repeats_its_folders_has_no_end(path, is_endless):
    assert is_endless_path(f"https://gazette.example{path}") == is_endless
    found = listing(path)
    assert (len(found.links), found.trapped) == ((0, 1) if is_endless else (1, 0))


@pytest.mark.parametrize(
    "form",
    [
        "/world/bridge-{n}-closes?sid=" + SESSION,
        "/world/bridge-{n}-closes?PHPSESSID=" + SESSION,
        "/world/bridge-{n}-closes;jsessionid=" + SESSION,
        "/(S(lit3py55t21z5v55vlm25s55))/world/bridge-{n}-closes",
    ],
)
def test_session_ids_are_taken_out_of_links(form):
    found = listing(*(form.format(n=number) for number in range(4)))
    assert [link.url for link in found.links] == [
        f"https://gazette.example/world/bridge-{number}-closes" for number in range(4)
    ]


def test_a_parameter_that_tells_stories_apart_stays():
    targets = [f"/read?key={number:020}a" for number in range(4)]
    assert [link.url.rpartition("/")[2] for link in listing(*targets).links] == [
        target[1:] for target in targets
    ]


def test_of_thousands_of_links_only_the_first_are_taken_and_the_others_are_counted():
    found = listing(*(f"/world/bridge-{number}-closes" for number in range(MAX_STORIES + 7)))
    assert (len(found.links), found.trapped) == (MAX_STORIES, 7)
