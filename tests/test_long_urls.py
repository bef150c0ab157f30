"""The time for a URL grows only with its length: quadratic code takes minutes for 60 KB."""

import time
from collections.abc import Callable

import pytest

from newsbot.article_numbers import article_number
from newsbot.discovery.sections.article_urls import points_of_url
from newsbot.discovery.sections.excluded_urls import is_excluded
from newsbot.discovery.web_urls import absolute_url
from newsbot.urls import registrable_domain, url_key, without_userinfo

LENGTH = 60_000
# The fastest of those that are linear takes a millisecond, the slowest 100.
LIMIT_CPU_S = 5
PIECES = (
    "a",
    "1",
    "%",
    "%2",
    "%C3%A9",
    "é",
    "/",
    "//",
    "/..",
    "/.",
    "-",
    "_",
    "a-",
    "a_",
    "-1",
    "a-a_",
    ".a1",
    ".a",
    "12345-",
    "123456",
    "123456,1",
    "1a",
    "abcdef0123456789",
    "/article/",
    "/article/1",
    "/2024/05/",
    "2024-",
    ";",
    ";a=1",
    ";jsessionid=1",
    "&",
    "?a=1&",
    "?a&a",
    "+",
    "@",
    "://",
    "a@",
    "\\",
    "[",
    ":",
    "#",
    "\t",
    ".",
    "xn--",
    "www.",
)
STARTS = ("https://gazette.example/", "https://gazette.example/a?q=", "https://", "https://a")


def _absolute(url: str) -> str | None:
    return absolute_url("https://gazette.example/", url)


@pytest.mark.parametrize("end", ["", "!", "/b-"])
@pytest.mark.parametrize(
    "ask",
    [
        url_key,
        registrable_domain,
        article_number,
        is_excluded,
        points_of_url,
        without_userinfo,
        _absolute,
    ],
)
def test_a_long_url_costs_what_its_length_costs(ask: Callable[[str], object], end: str) -> None:
    for piece in PIECES:
        for start in STARTS:
            url = start + piece * (LENGTH // len(piece)) + end
            before = time.process_time()
            try:
                ask(url)
            except ValueError:  # what is no URL at all
                assert ask in {article_number, is_excluded, points_of_url}
            assert time.process_time() - before < LIMIT_CPU_S, (piece, start)
