"""Words that stand beside the day, the month or the year in a date, from `phrases.toml`."""

import re

from newsbot.extraction.page.phrases import words


def _one_of(row: str) -> str:
    """A regular expression for one of the words in a row of `phrases.toml`, as a whole word."""
    longest_first = sorted(words(row), key=len, reverse=True)
    return rf"(?:{'|'.join(map(re.escape, longest_first))})(?![^\W\d_])\.?"


BESIDE = _one_of("date_words")
"""A regular expression for a word such as "of" in "9th of September"."""
MONTH_WORD = _one_of("month_words")
"""A regular expression for the word for "month" in a date, as in "9 tháng 9" in Vietnamese."""
TAIL = rf"(?:[\s,]?\s?{BESIDE})?(?:\s?{BESIDE})?"
"""A regular expression for what may follow a date, such as "d." ("day") in Lithuanian."""
