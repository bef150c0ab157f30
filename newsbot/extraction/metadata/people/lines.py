"""Reads the names of authors from the lines of an element; leaves out labels and dates."""

import re

from newsbot.extraction.metadata.people.authors import read_bylines
from newsbot.extraction.metadata.people.naming.leads import without_lead
from newsbot.extraction.metadata.times.days import written_days
from newsbot.extraction.page.phrases import phrases

# The maximum length of a byline in characters. A longer line is a text about the author, and no
# name is read from it.
BYLINE_LENGTH = 120
_JOINT = re.compile(rf"^\s*(?:,|&|{phrases('and')}|{phrases('and_in_names')})?\s*$", re.IGNORECASE)
_AND = re.compile(rf"\s*(?:{phrases('and')}|&)\s+(?=\S)", re.IGNORECASE)


def first_line(texts: list[str]) -> list[str]:
    """The first name in `texts`, the texts of a byline's element, and the names joined to it.

    Names are joined by "and" or a comma. For the texts "By", "Ann Carter", "and", "Ben Hall", the
    result is "Ann Carter" and "Ben Hall". Texts such as "By", and dates before the first name, are
    skipped. A text of more than BYLINE_LENGTH characters is left out.
    """
    while texts and (is_empty(texts[0]) or _is_date(texts[0])):
        texts = texts[1:]
    names = [*texts[:1], *(_AND.sub("", text, count=1) for text in texts[1:2] if _AND.match(text))]
    for joint, text in zip(texts[1::2], texts[2::2], strict=False):
        if not _JOINT.search(joint):
            break
        names.append(text)
    return [name for name in names if len(name) <= BYLINE_LENGTH]


def is_empty(text: str) -> bool:
    """Whether a text has no name, but only words that stand before names, e.g. "Written by:"."""
    return not without_lead(text).strip(" :\n|\u00b7\u2022\u2013\u2014-")


def are_names(texts: list[str]) -> bool:
    """Whether each of `texts` is the full name of one person, and nothing else."""
    return all(" " in text and read_bylines([text]).persons == (text,) for text in texts)


def _is_date(text: str) -> bool:
    """Whether a text states a day, and names nobody."""
    return (
        len(text) <= BYLINE_LENGTH and bool(written_days(text)) and not read_bylines([text]).persons
    )
