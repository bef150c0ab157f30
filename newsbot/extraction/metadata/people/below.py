"""Finds the bylines below or beside the text of an article, e.g. "Written by Ann Carter"."""

import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from newsbot.extraction.metadata.people.authors import without_lead
from newsbot.extraction.metadata.people.cards import MOST_WORDS
from newsbot.extraction.metadata.people.elsewhere import BESIDE, around_headline, is_elsewhere
from newsbot.extraction.metadata.people.lines import BYLINE_LENGTH, are_names, first_line, is_empty
from newsbot.extraction.metadata.people.name_words import LABEL_ENDING
from newsbot.extraction.page.phrases import phrases

# At most this many texts after the headline are searched.
MOST_TEXTS = 5000
# At most this many names follow a label, each in an element of its own.
MOST_NAMES = 12

_LABELLED = re.compile(
    rf"^\W*{phrases('byline_below')}{LABEL_ENDING}(?:\s*:|\s+\S|\s*$)", re.IGNORECASE
)
_OF_A_WORK = re.compile(rf"^\W*{phrases('work_credit')}", re.IGNORECASE)
_TEXTS_AFTER = "(following::text()[normalize-space()])[position() <= $most]"


def bylines_below(headline: HtmlElement | None) -> Iterator[list[str]]:
    """The bylines after the headline that begin with "Written by" or a label such as "Author:".

    Lines among the credits of a film or a book are left out, and so are those of comments and
    teasers.
    """
    around = around_headline(headline)
    texts = [] if headline is None else headline.xpath(_TEXTS_AFTER, most=MOST_TEXTS)
    for at, text in enumerate(texts):
        line = text.strip()
        if len(line) > BYLINE_LENGTH or not _LABELLED.search(line) or _is_sentence(line):
            continue
        nearby = (*texts[max(0, at - 2) : at], *texts[at + 1 : at + 4])
        if any(_OF_A_WORK.search(each.strip()) for each in nearby):
            continue
        if not is_elsewhere(text.getparent(), around, BESIDE):
            yield _listed(text) or first_line(texts[at : at + MOST_NAMES])


def _is_sentence(line: str) -> bool:
    """Whether a line says more than whose text it is, as in "Author Ann Carter bakes too."."""
    return line.endswith(".") and len(without_lead(line).split()) > MOST_WORDS


def _listed(label: Any) -> list[str]:
    """The names in the element around a label, if each is alone there; otherwise an empty list."""
    element = label.getparent()
    if not is_empty(label) or element.getparent() is None:
        return []
    inside = [text.strip() for text in element.getparent().itertext() if text.strip()]
    names = inside[inside.index(label.strip()) + 1 :]
    return names if 0 < len(names) <= MOST_NAMES and are_names(names) else []
