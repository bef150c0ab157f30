"""The exit code and the sums that a crawl's counters give."""

import pytest

from newsbot.errors import ExitCode
from newsbot.extensions.counters import STORED, by_site, exit_code, reasons, totals

FINISHED = {"finish_reason": "finished"}


TEN_FAILED = {"newsbot/failed/http_404": 6, "newsbot/failed/timeout": 4}
TEN_REJECTED = {"newsbot/fetched": 10, "newsbot/rejected/cookie_wall": 10}


@pytest.mark.parametrize(
    ("stats", "code"),
    [
        ({"newsbot/new": 3, "newsbot/failed/http_404": 1}, ExitCode.OK),
        ({"newsbot/new": 3, "newsbot/errors": 1}, ExitCode.CONFIGURATION),
        ({"newsbot/new": 3, "newsbot/warc_failed": 1}, ExitCode.CONFIGURATION),
        ({"newsbot/new": 3, "newsbot/database_failed": "gone"}, ExitCode.DATABASE),
        (
            {"newsbot/database_failed": "gone", "newsbot/schema_moved": "so"},
            ExitCode.CONFIGURATION,
        ),
        ({"newsbot/new": 3, "finish_reason": "shutdown"}, ExitCode.SIGNAL),
        ({"newsbot/errors": 1}, ExitCode.CONFIGURATION),
        (TEN_FAILED | {"finish_reason": "shutdown"}, ExitCode.SIGNAL),
    ],
)
def test_exit_code(stats: dict[str, object], code: ExitCode) -> None:
    assert exit_code(FINISHED | stats) == code


@pytest.mark.parametrize(
    "stats",
    [
        {"newsbot/source_failed": 2},
        {"newsbot/source_failed": 1, "newsbot/source_deferred": 3},
        TEN_FAILED,
        TEN_REJECTED,
        {"newsbot/fetched": 10, "newsbot/item_errors": 10},
        {"newsbot/source_fetched": 1} | TEN_REJECTED,
    ],
)
def test_no_source_or_no_page_of_many_that_is_good_is_7(stats: dict[str, object]) -> None:
    assert exit_code(FINISHED | stats) == ExitCode.NOTHING_FETCHED


@pytest.mark.parametrize(
    "stats",
    [
        {},
        {"newsbot/source_fetched": 1, "newsbot/links_done": 9},
        {"newsbot/source_deferred": 3},
        {"newsbot/deferred/host_paused": 30},
        {"newsbot/fetched": 12, "newsbot/deferred/lease_lost": 24},
    ],
)
def test_nothing_due_is_0(stats: dict[str, object]) -> None:
    assert exit_code(FINISHED | stats) == ExitCode.OK


@pytest.mark.parametrize(
    "stats",
    [
        {"newsbot/source_failed": 2, "newsbot/source_fetched": 1},
        {"newsbot/source_failed": 1, "newsbot/links_offered": 5, "newsbot/new": 5},
        {"newsbot/failed/http_404": 9},
        *(TEN_FAILED | TEN_REJECTED | {f"newsbot/{name}": 1} for name in (*STORED, "links_done")),
    ],
)
def test_one_good_one_among_bad_ones_is_0(stats: dict[str, object]) -> None:
    assert exit_code(FINISHED | stats) == ExitCode.OK


def test_a_second_signal_leaves_no_finish_reason() -> None:
    assert exit_code({"newsbot/new": 3}) == ExitCode.SIGNAL


STATS = {
    "newsbot/fetched": 7,
    "newsbot/partial": 2,
    "newsbot/new": 3,
    "newsbot/copy": 1,
    "newsbot/rejected/too_short": 1,
    "newsbot/rejected/cookie_wall": 2,
    "newsbot/failed/http_404": 1,
    "newsbot/deferred/host_paused": 4,
    "newsbot/site/gazette.example/new": 3,
    "newsbot/site/gazette.example/failed": 1,
    "newsbot/site/post.example/copy": 1,
}


def test_totals_add_up_reasons() -> None:
    assert totals(STATS) == {
        "fetched": 7, "partial": 2, "new": 3, "copy": 1, "revised": 0, "amended": 0, "held": 0,
        "unchanged": 0, "alias": 0, "rejected": 3, "failed": 1, "deferred": 4,
    }  # fmt: skip


def test_the_most_frequent_reason_comes_first() -> None:
    assert list(reasons(STATS, "rejected").items()) == [("cookie_wall", 2), ("too_short", 1)]


def test_each_site_has_all_columns() -> None:
    sites = by_site(STATS)
    assert list(sites) == ["gazette.example", "post.example"]
    assert sites["gazette.example"]["failed"] == 1
    assert sites["post.example"]["new"] == 0
