"""The links to stories on 31 invented front pages of different make, in 21 languages.

Beside each page, a JSON file has its URL, the URLs of its stories, and those of its legal pages.
"""

import json
from functools import cache
from pathlib import Path

import pytest

from newsbot.discovery.section import parse_section
from newsbot.urls import requested_url

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
MIN_PRECISION = MIN_RECALL = 0.95


@cache
def found_and_expected(page: Path) -> tuple[set[str], set[str], set[str]]:
    """The URLs that were found on a page; those of its stories; those of its legal pages."""
    gold = json.loads(page.with_suffix(".json").read_text("utf-8"))
    listing = parse_section(page.read_bytes(), gold["url"], "text/html; charset=utf-8")
    stories, legal = ({requested_url(url) for url in gold[key]} for key in ("stories", "legal"))
    return {link.url for link in listing.links}, stories, legal


def test_nearly_all_links_to_stories_are_found_and_hardly_any_others():
    assert len(PAGES) == 31
    results = [found_and_expected(page) for page in PAGES]
    right = sum(len(found & stories) for found, stories, _ in results)
    assert right >= MIN_PRECISION * sum(len(found) for found, *_ in results)
    assert right >= MIN_RECALL * sum(len(stories) for _, stories, _ in results)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_on_every_page_most_stories_are_found(page):
    found, stories, _ = found_and_expected(page)
    assert len(found & stories) >= 0.8 * len(stories)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_no_legal_page_is_taken_for_a_story(page):
    found, _, legal = found_and_expected(page)
    assert legal
    assert not found & legal
