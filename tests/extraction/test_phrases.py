"""The table of phrases: its notation, its columns, and what each language lacks."""

import re
import tomllib
from pathlib import Path
from unicodedata import category

import pytest

from newsbot.extraction.metadata.languages import iso_639_1
from newsbot.extraction.page import phrases as table

_ROWS = {
    f"{kind}.{purpose}": row
    for kind, rows in tomllib.loads(
        Path(table.__file__).with_name("phrases.toml").read_text("utf-8")
    ).items()
    for purpose, row in rows.items()
}
# The languages whose columns somebody has gone through; the others have a word here and there.
LACKING = {
    "en": "",
    "de": """
        words.short_months phrases.starts_contact phrases.starts_date phrases.starts_faq
        phrases.says_legal phrases.says_person phrases.says_ago phrases.login_title_goes_on
    """,
    "fr": """
        words.short_months words.page_parameters phrases.starts_tags phrases.starts_contact
        phrases.starts_photo phrases.starts_date phrases.starts_faq phrases.says_credit
        phrases.says_legal phrases.says_person phrases.says_ago phrases.login_title_goes_on
    """,
    "es": """
        words.short_months phrases.starts_tags phrases.starts_contact phrases.starts_photo
        phrases.starts_date phrases.starts_faq phrases.says_subscribe phrases.says_credit
        phrases.says_legal phrases.says_person phrases.says_ago phrases.login_title_goes_on
    """,
    "it": """
        words.appealing words.short_months phrases.starts_share phrases.starts_advert
        phrases.starts_tags phrases.starts_contact phrases.starts_photo phrases.starts_date
        phrases.starts_faq phrases.says_subscribe phrases.says_credit phrases.says_legal
        phrases.says_person phrases.says_ago phrases.login_title_goes_on
    """,
}


@pytest.mark.parametrize("language", LACKING)
def test_language_lacks_these_purposes(language: str) -> None:
    lacking = [name for name, row in _ROWS.items() if language not in row]
    assert sorted(lacking) == sorted(LACKING[language].split())


@pytest.mark.parametrize("name", _ROWS)
def test_row_explains_itself_and_has_languages(name: str) -> None:
    row = _ROWS[name]
    columns = row.keys() - {table.ABOUT, "any"}
    assert row[table.ABOUT]
    assert columns
    assert {column for column in columns if iso_639_1(column) != column} == set()
    assert any(cell.strip() for column, cell in row.items() if column != table.ABOUT)


@pytest.mark.parametrize("name", [name for name in _ROWS if name.startswith("phrases.")])
def test_phrases_use_the_notation_alone(name: str) -> None:
    signs = r"[\w\s,©()|\[\]*…':/\u200c\u200d-]*"
    for column, cell in _ROWS[name].items():
        letters = "".join(sign for sign in cell if not category(sign).startswith("M"))
        assert column == table.ABOUT or re.fullmatch(signs, letters)
    re.compile(table.phrases(name.removeprefix("phrases.")))


@pytest.mark.parametrize(
    ("phrase", "found", "not_found"),
    [
        ("page not found", "page\u00a0not found", "page not founded"),
        ("page (not|no longer) found", "page no longer found", "page found"),
        ("[un]known [author|writer] of it", "known of it", "known editor of it"),
        ("page [not] found", "page found", "pagefound"),
        ("sign in [here]", "sign in here", "sign inhere"),
        ("abonn*", "abonnement", "abon"),
        ("page _ found", "page never found", "page found"),
        ("read … more", "read a good deal more", f"read {'x' * 61} more"),
        ("subscribe … to", "subscribe now to", "subscribers go to"),
        ("\u4f1a\u5458* … *\u767b\u5f55*", "\u4f1a\u5458\u8bf7\u5148\u767b\u5f55", "\u4f1a\u5458"),
        (
            "\u0915\u0941\u0915\u0940 … \u0939\u0948",
            "\u0915\u0941\u0915\u0940 \u092f\u0939 \u0939\u0948",
            "\u0915\u0941\u0915\u0940",
        ),
        ("can't", "can\u2019t", "can not"),
        ("opt-out", "opt out", "optout"),
    ],
)
def test_notation_matches(phrase: str, found: str, not_found: str) -> None:
    pattern = re.compile(table.expression(phrase))
    assert pattern.fullmatch(found)
    assert not pattern.match(not_found)
    assert pattern.groups == 0  # groups would count among those of the expressions around it


def test_phrase_is_found_at_a_words_beginning_unless_a_star_opens_it() -> None:
    assert not re.search(table.phrases("offer"), "unapp")
    assert re.search(table.phrases("says_subscribe"), "resubscribe")


@pytest.mark.parametrize(
    ("purpose", "count"),
    [
        ("months", 12),
        ("short_months", 12),
        ("persian_months", 12),
        ("islamic_months", 12),
        ("ethiopian_months", 13),
        ("weekdays", 7),
    ],
)
def test_a_list_of_months_or_days_is_whole_in_each_language(purpose: str, count: int) -> None:
    columns = table.cells("words", purpose).values()
    assert {len(cell.split()) for cell in columns if cell} == {count}


def test_phrases_of_one_language_are_its_own_and_those_of_any() -> None:
    pattern = re.compile(table.phrases("consent", "de"))
    assert pattern.search("einwilligung")
    assert pattern.search("cookies")
    assert not pattern.search("consentimiento")
    assert not re.search(table.phrases("login_title_goes_on", "fr"), "to with")
