"""Days under a headline are read as publishers write them, and words tell what they are."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from babel.dates import format_date

from newsbot.extraction.metadata.reading import read_metadata, read_statements
from newsbot.extraction.metadata.times.days import written_days
from newsbot.extraction.metadata.times.written.forms import Writing
from newsbot.extraction.page.parts import Parts
from newsbot.extraction.page.tree.parse import parse_page
from newsbot.items import Metadata, NotAnArticle
from tests.extraction.making import fetched, html
from tests.languages.reading import cases, table

DAY = datetime(2026, 9, 8, tzinfo=UTC)
FETCHED_AT = datetime(2026, 11, 30, tzinfo=UTC)
# The place of a date on a page: in a line of its own, beside a name, after a name in one text.
PLACES = ("<p>{}</p>", "<div><span>Ann Carter</span><span>{}</span></div>", "<p><i>Ann</i> {}</p>")
# Forms of the Unicode locale data that newsbot does not read: with a comma between the day and the
# month, as in "chapter 8, September 2026", or between year and month, as in "Vote 2026, May 8".
UNREAD = table("dates", "unread_cldr")


def shown(line: str, language: str) -> Metadata:
    """What is read from a page of November 2026 that shows `line` under its headline."""
    page = fetched(html(above=f"<h1>Oven</h1>{line}", language=language))
    page = replace(page, fetched_at=FETCHED_AT)
    tree = parse_page(page)
    assert not isinstance(tree, NotAnArticle)
    parts = Parts()
    found = read_metadata(page, tree, read_statements(tree), parts)
    assert not parts.failures
    return found


@pytest.mark.parametrize(("language", "form"), cases("dates", "read"))
def test_a_day_is_read_as_publishers_write_it(language: str, form: str) -> None:
    read = [shown(place.format(form), language).published_at for place in PLACES]
    assert read == [DAY] * len(PLACES)


@pytest.mark.parametrize(("language", "form"), cases("dates", "unclear"))
def test_a_day_that_is_not_certain_is_none(language: str, form: str) -> None:
    assert shown(f"<p>{form}</p>", language).published_at is None


@pytest.mark.parametrize("form", ["full", "long", "medium"])
@pytest.mark.parametrize("language", table("dates", "read"))
def test_the_dates_of_the_unicode_locale_data_are_read(language: str, form: str) -> None:
    locale = {"tl": "fil"}.get(language, language.replace("-", "_"))
    writing = Writing(language=language[:2], is_month_first=False)
    days = [date(2026, month, 28) for month in range(1, 13)]
    read = [
        [each.day for each in written_days(text, writing)]
        for text in (format_date(day, form, locale=locale) for day in days)
    ]
    assert (read == [[day] for day in days]) is (form not in UNREAD.get(language, ()))


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_both_norwegian_languages_are_read_as_norwegian(language: str) -> None:
    assert shown("<p>Oppdatert: tirsdag 8. sept. 2026</p>", language).modified_at == DAY


@pytest.mark.parametrize(("language", "line"), cases("dates", "among_words"))
def test_a_day_of_the_week_is_no_word_beside_a_date(language: str, line: str) -> None:
    assert shown(f"<p>{line}</p>", language).published_at == DAY


@pytest.mark.parametrize(("language", "label"), cases("dates", "published"))
def test_a_date_of_publication_counts_among_other_words(language: str, label: str) -> None:
    line = f"<p>One two three four five {label}: 2026-09-08</p>"
    assert shown(line, language).published_at == DAY


@pytest.mark.parametrize(("language", "label"), cases("dates", "changed"))
def test_a_date_of_a_change_is_no_publication(language: str, label: str) -> None:
    found = shown(f"<p>{label}: 2026-09-08</p>", language)
    assert (found.published_at, found.modified_at) == (None, DAY)


@pytest.mark.parametrize("line", ["<i>{}</i> {}", "{1} <b>{0}</b>"])
def test_an_emphasised_name_beside_a_date_may_be_long(line: str) -> None:
    name = "Text and pictures: Ann Carter and Tom Dale in Millbrook"
    assert shown(f"<p>{line.format(name, '8 September 2026')}</p>", "en").published_at == DAY


def test_an_emphasised_word_in_a_text_with_a_date_is_no_name() -> None:
    line = "<p>The old bridge has been <b>closed</b> since 8 September 2026 for all cars</p>"
    assert shown(line, "en").published_at is None
