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
    """The languages in whose words a page with the body `lines` is searched for notices.

    They are those that the page states, the one that is detected in its text, and English, in which
    many pages leave their notices. If none of EVERY_LANGUAGE is stated or detected, the page is
    searched in all of them. (This takes 20 times as long as the search in two languages.)
    """
    stated = (said.head.language, said.head.first("og:locale"))
    found = (*map(iso_639_1, stated), choose_language(None, "\n".join(lines)))
    columns = {_COLUMNS.get(each, each) for each in found if each} & set(EVERY_LANGUAGE)
    return tuple(sorted(columns | {"en"})) if columns else EVERY_LANGUAGE


@cache
def pattern(
    template: str, language: str | None = None, *, is_cased: bool = False
) -> re.Pattern[str]:
    """The pattern `template`, in which "<wall>" stands for the phrases of the row "wall".

    They are the phrases of `language` and those in the column "any", or else the phrases of all
    languages. If there are none, nothing matches in their place. Letter case counts only if
    `is_cased`.

    The pattern of all languages is for titles. In a whole text it would take long, and words of
    one language would be found in another one.
    """
    written = _ROW.sub(lambda row: phrases(row[1], language), template)
    return re.compile(written, re.NOFLAG if is_cased else re.IGNORECASE)
