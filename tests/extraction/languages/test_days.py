"""Days under a headline are read as publishers write them in each language (`dates.toml`)."""

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.dates import format_date

from newsbot.extraction.metadata.reading import read_metadata, read_statements
from newsbot.extraction.metadata.times.days import written_days
from newsbot.extraction.metadata.times.written.forms import Writing
from newsbot.extraction.page.parts import Parts
from newsbot.extraction.page.tree.parse import parse_page
from newsbot.items import Metadata, NotAnArticle
from tests.extraction.making import fetched, html

FORMS = tomllib.loads(Path(__file__).with_name("dates.toml").read_text("utf-8"))
DAY = datetime(2026, 9, 8, tzinfo=UTC)
FETCHED_AT = datetime(2026, 11, 30, tzinfo=UTC)
# The place of a date on a page: in a line of its own, beside a name, after a name in one text.
PLACES = ("<p>{}</p>", "<div><span>Ann Carter</span><span>{}</span></div>", "<p><i>Ann</i> {}</p>")
# Forms of the Unicode locale data that newsbot does not read: with a comma between the day and the
# month, as in "chapter 8, September 2026", or between year and month, as in "Vote 2026, May 8".
UNREAD = {"te full", "ml full", "ml long", "ml medium"}


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


@pytest.mark.parametrize("language", FORMS["read"])
def test_a_day_is_read_as_publishers_write_it(language: str) -> None:
    forms = FORMS["read"][language].strip().splitlines()
    read = {
        form: [shown(place.format(form), language).published_at for place in PLACES]
        for form in forms
    }
    assert {form: days for form, days in read.items() if days != [DAY] * len(PLACES)} == {}


@pytest.mark.parametrize("language", FORMS["unclear"])
def test_a_day_that_is_not_certain_is_none(language: str) -> None:
    forms = FORMS["unclear"][language].strip().splitlines()
    read = {form: shown(f"<p>{form}</p>", language).published_at for form in forms}
    assert set(read.values()) == {None}


@pytest.mark.parametrize("form", ["full", "long", "medium"])
@pytest.mark.parametrize("language", FORMS["read"])
def test_the_dates_of_the_unicode_locale_data_are_read(language: str, form: str) -> None:
    locale = {"tl": "fil"}.get(language, language.replace("-", "_"))
    writing = Writing(language=language[:2], is_month_first=False)
    days = [date(2026, month, 28) for month in range(1, 13)]
    read = [
        [each.day for each in written_days(text, writing)]
        for text in (format_date(day, form, locale=locale) for day in days)
    ]
    assert (read == [[day] for day in days]) is (f"{language} {form}" not in UNREAD)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("sw", "Na Asha Juma Ali Jumanne, Septemba 8, 2026"),
        ("sq", "Nga Elena Vardhi e martë, 8 shtator 2026"),
        ("zh", "2026年9月8日 星期二 记者林晓岚报道"),
        ("vi", "Theo Vũ Diệu Linh, Thứ Ba, 8/9/2026"),
        ("km", "ដោយ៖ សុខ វណ្ណា ថ្ងៃអង្គារ ទី៨ ខែកញ្ញា ឆ្នាំ២០២៦"),
    ],
)
def test_a_day_of_the_week_is_no_word_beside_a_date(language: str, line: str) -> None:
    assert shown(f"<p>{line}</p>", language).published_at == DAY


@pytest.mark.parametrize("line", ["<i>{}</i> {}", "{1} <b>{0}</b>"])
def test_an_emphasised_name_beside_a_date_may_be_long(line: str) -> None:
    name = "Text and pictures: Ann Carter and Tom Dale in Millbrook"
    assert shown(f"<p>{line.format(name, '8 September 2026')}</p>", "en").published_at == DAY


def test_an_emphasised_word_in_a_text_with_a_date_is_no_name() -> None:
    line = "<p>The old bridge has been <b>closed</b> since 8 September 2026 for all cars</p>"
    assert shown(line, "en").published_at is None
