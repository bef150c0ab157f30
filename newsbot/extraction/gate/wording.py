"""The phrases of the table `phrases.toml`, in the languages in which one page may be written."""

import re
from collections.abc import Sequence
from functools import cache

from newsbot.extraction.metadata.languages import choose_language, iso_639_1
from newsbot.extraction.metadata.reading import Statements
from newsbot.extraction.page.phrases import cells, phrases

# Maps languages to the column of the table that has their phrases: Bokmål and Nynorsk are two ways
# of writing Norwegian, and Bosnian pages write most words as Croatian ones do.
_COLUMNS = {"nb": "no", "nn": "no", "bs": "hr"}
_ROW = re.compile(r"<(\w+)>")
EVERY_LANGUAGE = tuple(cells("phrases", "not_found"))
"""The languages in which the table has phrases for the pages that hold no article."""


def languages_of(said: Statements, lines: Sequence[str]) -> tuple[str, ...]:
    """The languages in which notices such as "Page not found" are searched for on a page.

    If the language that the page states is also detected in its text (`lines`), the result is this
    language and English, because many sites do not translate their notices. Otherwise the language
    is unsure, and the result is EVERY_LANGUAGE: all languages for which newsbot knows such notices.
    Many templates state "en" on pages in other languages, and the language of a short text is often
    not detected. The search in all languages takes 20 times as long.
    """
    tags = (said.head.language, said.head.first("og:locale"))
    stated = {_column(iso_639_1(tag)) for tag in tags}
    detected = _column(choose_language(None, "\n".join(lines)))
    if detected in stated and detected in EVERY_LANGUAGE:
        return tuple(sorted({detected, "en"}))
    return EVERY_LANGUAGE


def _column(language: str | None) -> str:
    """The column of `phrases.toml` that has the phrases of a language; "" for None."""
    return _COLUMNS.get(language or "", language or "")


@cache
def pattern(
    template: str, language: str | None = None, *, is_cased: bool = False
) -> re.Pattern[str]:
    """The pattern `template`, in which "<wall>" stands for the phrases of the row "wall".

    They are the phrases of `language` and those in the column "any", or else the phrases of all
    languages. If there are none, nothing matches in their place. Letter case counts only if
    `is_cased`.

    The pattern of all languages is for titles. To search a whole text with it would take long, and
    would find phrases of one language in texts of another.
    """
    written = _ROW.sub(lambda row: phrases(row[1], language), template)
    return re.compile(written, re.NOFLAG if is_cased else re.IGNORECASE)
