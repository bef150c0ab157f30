"""Recognises bylines by what they say, in lines of which no class says that they are bylines."""

import re

from newsbot.extraction.metadata.people.naming.labels import has_author_label
from newsbot.extraction.metadata.people.naming.leads import (
    COLONS,
    Certainty,
    begins_with_small_by,
    label_certainty,
    lead_length,
    names_authors,
)
from newsbot.extraction.metadata.people.naming.persons import (
    has_no_capitals,
    is_full,
    is_reporter_alone,
    names_writer,
)
from newsbot.extraction.page.phrases import phrases

# A text beside a line counts as a date if it has at most this many characters, and numbers like
# those of a date.
DATE_LENGTH = 60
# In scripts without capitals, such as Arabic, a line that begins with the word for "by" is a byline
# if it has a colon. Without a colon, it must have at least LEAST_WORDS and at most MOST_WORDS
# words: shorter and longer lines may be phrases or sentences that begin with this word.
LEAST_WORDS, MOST_WORDS = 3, 9
_BY = re.compile(
    rf"^(?:{phrases('byline_start')}|{phrases('byline_lead_of_two')}|{phrases('byline_label')})"
    r"\s*:?(?:\s+\S|$)",
    re.IGNORECASE,
)
# Matches a line in which "By" or the like follows a date or a section, as in the German
# "Stand: 9.9. | Von: …".
_BY_LATER = re.compile(
    rf"(?:[|\u00b7\u2022\u2013\u2014-]|\d{{4}})\s*{phrases('by_after_date')}\s*:?\s+\S",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*[|\u00b7\u2022]\s*|\s+[-\u2013\u2014]\s+")
_DATE = re.compile(r"\d{4}|\d\D{1,15}\d{2}")
_BRACKETS = re.compile(r"[(\uff08\[\u3010].{3,30}[)\uff09\]\u3011]")
_MARK = re.compile(r"\S\s*\(([^)]*)\)")


def is_begun_with_by(line: str) -> bool:
    """Whether a line begins with "By", or with a label that stands before authors alone."""
    return _BY.search(line) is not None


def is_byline(line: str, before: str, after: str) -> bool:
    """Whether a line begins with "By" or a label, or has one after a date or a section.

    `before` and `after` are the texts around the line. A date in one of them makes a byline of a
    line whose first word is not surely a label.
    """
    line = line.translate(COLONS)
    if _BY_LATER.search(line) or has_author_label(line) or _has_mark(line):
        return True
    parts = [before, *_BETWEEN.split(line), after]
    return _is_begun(line, before, after) or any(
        _is_begun(part, *beside) for part, *beside in zip(parts[1:], parts, parts[2:], strict=False)
    )


def is_signature(line: str) -> bool:
    """Whether a line below a text says who wrote it.

    Such a line has a label and a colon, e.g. "Text: Ann Carter", or is like "(记者 张三)",
    Chinese for "(reporter Zhang San)".
    """
    if _BRACKETS.fullmatch(line):
        return has_author_label(line[1:-1]) or is_reporter_alone(line)
    is_labelled = ":" in line and label_certainty(line) is Certainty.SURE
    return is_labelled or is_reporter_alone(line)


def _is_begun(line: str, before: str, after: str) -> bool:
    """Whether `line` begins with "By" or with a label such as "Author:".

    `before` and `after` are the texts before and after `line`. If one of them is a date, `line` may
    also begin with a word that is less surely a label. `line` is a whole line of the page, or a
    part of one.
    """
    begins_with_by = _BY.search(line) and lead_length(line) and not _is_phrase(line)
    if begins_with_by or begins_with_small_by(line):
        return True
    certainty = label_certainty(line)
    if certainty is Certainty.NONE and names_writer(line):
        certainty = Certainty.BESIDE_A_DATE if has_no_capitals(line) else Certainty.SURE
    is_near_date = any(len(text) <= DATE_LENGTH and _DATE.search(text) for text in (before, after))
    return certainty is Certainty.SURE or (certainty is Certainty.BESIDE_A_DATE and is_near_date)


def _has_mark(line: str) -> bool:
    """Whether a name has a label in brackets after it: "Ann Carter (words), Bo Lind (photos)"."""
    return any(names_authors(f"{mark}:") for mark in _MARK.findall(line))


def _is_phrase(line: str) -> bool:
    """Whether a line has too few or too many words to be "By" and a name.

    Only lines without a colon in scripts without capitals, such as Arabic, are judged. There, "By"
    and names have LEAST_WORDS to MOST_WORDS words. A line of fewer or more words is a phrase or a
    sentence that begins with the word for "by". The result is False for all other lines, and for
    Chinese, Japanese and Korean, in which "by" and a name may stand without spaces.
    """
    if ":" in line or not has_no_capitals(line) or is_full(line.replace(" ", "")):
        return False
    return not LEAST_WORDS <= len(line.split()) <= MOST_WORDS
