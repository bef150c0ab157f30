"""The exit code and the sums that a crawl's counters give."""

import pytest

from newsbot.errors import ExitCode
from newsbot.extensions.counters import by_site, exit_code, reasons, totals

FINISHED = {"finish_reason": "finished"}


@pytest.mark.parametrize(
    ("stats", "code"),
    [
        ({"newsbot/new": 3, "newsbot/failed/http_404": 1}, ExitCode.OK),
        ({"newsbot/rejected/cookie_wall": 1}, ExitCode.OK),
        ({"newsbot/source_fetched": 1, "newsbot/links_done": 9}, ExitCode.OK),
        ({"newsbot/links_done": 9, "newsbot/failed/http_404": 1}, ExitCode.OK),
        ({}, ExitCode.OK),
        ({"newsbot/new": 3, "newsbot/errors": 1}, ExitCode.CONFIGURATION),
        ({"newsbot/new": 3, "newsbot/warc_failed": 1}, ExitCode.CONFIGURATION),
        ({"newsbot/new": 3, "newsbot/database_failed": "gone"}, ExitCode.DATABASE),
        ({"newsbot/new": 3, "finish_reason": "shutdown"}, ExitCode.SIGNAL),
        ({"newsbot/source_failed": 2}, ExitCode.NOTHING_FETCHED),
        ({"newsbot/source_failed": 2, "newsbot/source_fetched": 1}, ExitCode.OK),
        ({"newsbot/failed/timeout": 2}, ExitCode.NOTHING_FETCHED),
        ({"newsbot/errors": 1}, ExitCode.NOTHING_FETCHED),
        ({"newsbot/rejected/worker_died": 2}, ExitCode.NOTHING_FETCHED),
    ],
)
def test_exit_code(stats: dict[str, object], code: ExitCode) -> None:
    assert exit_code(FINISHED | stats) == code


def test_a_second_signal_leaves_no_finish_reason() -> None:
    assert exit_code({"newsbot/new": 3}) == ExitCode.SIGNAL


STATS = {
    "newsbot/fetched": 7,
    "newsbot/new": 3,
    "newsbot/copy": 1,
    "newsbot/rejected/too_short": 1,
    "newsbot/rejected/cookie_wall": 2,
    "newsbot/failed/http_404": 1,
    "newsbot/site/gazette.example/new": 3,
    "newsbot/site/gazette.example/failed": 1,
    "newsbot/site/post.example/copy": 1,
}


def test_totals_add_up_reasons() -> None:
    assert totals(STATS) == {
        "fetched": 7, "new": 3, "copy": 1, "revised": 0, "amended": 0, "unchanged": 0,
        "rejected": 3, "failed": 1,
    }  # fmt: skip


def test_the_most_frequent_reason_comes_first() -> None:
    assert list(reasons(STATS, "rejected").items()) == [("cookie_wall", 2), ("too_short", 1)]


def test_each_site_has_all_columns() -> None:
    sites = by_site(STATS)
    assert list(sites) == ["gazette.example", "post.example"]
    assert sites["gazette.example"]["failed"] == 1
    assert sites["post.example"]["new"] == 0
