"""Of several URLs that lead to one page one is fetched; none waits for another."""

from datetime import UTC, datetime

from newsbot.downloading.claims import Claims
from newsbot.items import Rejection

GONE = Rejection(
    url="https://gazette.example/gone",
    requested_url="https://gazette.example/a",
    site="gazette",
    at=datetime(2026, 5, 11, tzinfo=UTC),
    stage="download",
    reason="http_404",
)
A, B, C, PAGE = (name * 16 for name in (b"a", b"b", b"c", b"p"))


def test_a_page_is_got_for_the_first_that_leads_to_it() -> None:
    claims = Claims()
    assert claims.follow(A, PAGE)
    assert not claims.follow(B, PAGE)
    assert not claims.list(PAGE)
    assert claims.left() == {B: A}


def test_a_listed_page_is_got_for_itself() -> None:
    claims = Claims()
    assert claims.list(PAGE)
    assert not claims.follow(A, PAGE)
    assert claims.left() == {A: PAGE}


def test_a_page_that_redirects_to_itself_is_followed() -> None:
    claims = Claims()
    claims.list(A)
    assert claims.follow(A, A)
    assert claims.follow(A, PAGE)
    assert claims.follow(A, PAGE)
    assert claims.left() == {}


def test_where_one_fails_before_the_page_is_requested_another_gets_the_page() -> None:
    claims = Claims()
    claims.follow(A, PAGE)
    claims.follow(B, PAGE)
    claims.fail(A, None)
    assert claims.follow(C, PAGE)
    assert claims.left() == {B: A}


def test_a_page_that_was_requested_and_failed_fails_for_all_others() -> None:
    claims = Claims()
    claims.follow(A, PAGE)
    claims.send(PAGE)
    claims.fail(A, GONE)
    assert not claims.follow(B, PAGE)
    assert not claims.follow(C, PAGE)
    assert claims.rejection(PAGE) == GONE
    assert claims.left() == {}


def test_where_a_requested_page_came_to_nothing_for_an_unknown_reason_the_others_wait() -> None:
    claims = Claims()
    claims.follow(A, PAGE)
    claims.send(PAGE)
    claims.fail(A, None)
    assert not claims.follow(B, PAGE)
    assert claims.left() == {B: A}


def test_two_that_redirect_to_each_other_do_not_both_wait() -> None:
    claims = Claims()
    claims.list(A)
    claims.list(B)
    assert not claims.follow(A, B)
    assert claims.follow(B, A)
    assert claims.left() == {A: B}


def test_pages_that_are_forgotten_are_got_again() -> None:
    claims = Claims()
    claims.list(A)
    claims.follow(A, PAGE)
    claims.follow(B, PAGE)
    claims.list(C)
    claims.send(PAGE)
    claims.fail(A, GONE)
    claims.forget([A, B])
    assert claims.rejection(PAGE) is None
    assert claims.list(A)
    assert claims.list(PAGE)
    assert claims.list(B)
    assert not claims.list(C)
    assert claims.left() == {}
