"""The table of reasons agrees with the documents that describe the reasons."""

from datetime import timedelta

import pytest

from newsbot.reasons import CONTENT, REASONS, SITE, Reason, reason_of
from tests.conftest import CHECKOUT

OPERATIONS = (CHECKOUT / "docs/operations.md").read_text(encoding="utf-8")
UNITS = (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1)))


def in_words(pause: timedelta) -> str:
    name, unit = next(each for each in UNITS if pause >= each[1])
    count = pause // unit
    return f"{count} {name}" + ("s" if count > 1 else "")


def documented(reason: Reason) -> str:
    """The line of a reason in the table of docs/operations.md."""
    steps = ", ".join(map(in_words, reason.ladder)) or "never"
    if not reason.is_try:
        steps = "when its host is asked again"
    return f"| `{reason.name}` | {reason.stage} | {reason.sentence} | {steps} |"


@pytest.mark.parametrize("reason", REASONS.values(), ids=list(REASONS))
def test_every_reason_is_documented_with_its_ladder(reason: Reason) -> None:
    assert documented(reason) in OPERATIONS.splitlines()


@pytest.mark.parametrize(
    ("name", "ladder"), [("http_404", CONTENT), ("http_418", CONTENT), ("http_502", SITE)]
)
def test_a_status_without_a_row_has_that_of_its_class(
    name: str, ladder: tuple[timedelta, ...]
) -> None:
    assert reason_of(name).ladder == ladder


@pytest.mark.parametrize("name", ["zero_division_error", "http_version_error"])
def test_what_is_not_foreseen_may_pass(name: str) -> None:
    assert reason_of(name).ladder == SITE


def test_no_refusal_that_may_pass_is_final_at_once() -> None:
    final = {name for name, reason in REASONS.items() if not reason.ladder}
    assert final == {
        *("http_410", "address_refused", "unsupported_scheme", "url_too_long"),
        "site_forgotten",  # `scrapy sites forget --undo` makes its URLs new again
        "article_forgotten",  # so does `scrapy articles forget --undo`
    }


def test_each_ladder_only_climbs() -> None:
    for reason in REASONS.values():
        assert list(reason.ladder) == sorted(reason.ladder)
