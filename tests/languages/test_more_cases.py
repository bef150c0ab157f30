"""Dates of events are none of the article, and bylines that are easily misread are read well."""

import pytest

from tests.extraction.making import metadata
from tests.languages.more_cases import (
    BEFORE_DATES,
    BEFORE_EVENTS,
    MARKED,
    PLAIN,
    SIGNED,
    SITE_FIRST,
)
from tests.languages.test_dates import DAY, shown

HEADLINE = "<h1>Oven arrives</h1>"
TEXT = f"<p>{'The bakery on the market square opens at five in the morning from May on. ' * 4}</p>"


@pytest.mark.parametrize(("language", "words"), BEFORE_EVENTS)
def test_a_date_of_an_event_is_not_that_of_the_article(language: str, words: str) -> None:
    assert shown(f"<p>{words} 2026-09-08</p>", language).published_at is None


@pytest.mark.parametrize(("language", "words"), BEFORE_DATES)
def test_words_like_those_of_events_do_not_hide_a_date(language: str, words: str) -> None:
    assert shown(f"<p>{words} 2026-09-08</p>", language).published_at == DAY


@pytest.mark.parametrize(("language", "byline", "persons"), MARKED)
def test_a_marked_byline_names_its_authors_and_no_others(
    language: str, byline: str, persons: str
) -> None:
    above = f'{HEADLINE}<p class="byline">{byline}</p>'
    found = metadata(language=language, above=above, body=TEXT * 3)
    assert "; ".join(found.authors) == persons


@pytest.mark.parametrize(("language", "line", "persons"), PLAIN)
def test_a_plain_line_names_its_authors_and_no_others(
    language: str, line: str, persons: str
) -> None:
    found = metadata(language=language, above=f"{HEADLINE}<p>{line}</p>", body=TEXT * 3)
    assert "; ".join(found.authors) == persons


@pytest.mark.parametrize(("language", "line", "persons"), SIGNED)
def test_a_signature_may_end_with_a_full_stop(language: str, line: str, persons: str) -> None:
    signature = f'<p style="text-align: right">{line}</p>'
    found = metadata(language=language, above=HEADLINE, body=TEXT * 4 + signature)
    assert "; ".join(found.authors) == persons


@pytest.mark.parametrize(("language", "title", "heading"), SITE_FIRST)
def test_a_title_that_begins_with_the_site_confirms_the_heading(
    language: str, title: str, heading: str
) -> None:
    head, above = f"<title>{title}</title>", f"<h1>{heading}</h1>"
    assert metadata(head, language=language, above=above, body=TEXT * 3).title == heading
