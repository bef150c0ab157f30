"""Finds the bylines below or beside the text of an article, e.g. "Written by Ann Carter"."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile
from typing import Any

from lxml.html import HtmlElement

from newsbot.extraction.metadata.people.cards import MOST_WORDS
from newsbot.extraction.metadata.people.elsewhere import BESIDE, around_headline, is_elsewhere
from newsbot.extraction.metadata.people.lines import BYLINE_LENGTH, are_names, first_line, is_empty
from newsbot.extraction.metadata.people.naming.leads import without_lead
from newsbot.extraction.metadata.people.naming.name_words import LABEL_ENDING
from newsbot.extraction.metadata.people.naming.unmarked import is_signature
from newsbot.extraction.page.phrases import phrases

# At most this many lines with a label such as "Author:" are read.
MOST_LABELS = 100
# After a label such as "Authors:", each name may stand in an element of its own. If the list after
# the label has more texts than this, it is not taken for a list of names.
MOST_NAMES = 12

_LABELLED = re.compile(
    rf"^\W*{phrases('byline_below')}{LABEL_ENDING}(?:\s*:|\s+\S|\s*$)", re.IGNORECASE
)
_OF_A_WORK = re.compile(rf"^\W*{phrases('work_credit')}", re.IGNORECASE)


def bylines_below(headline: HtmlElement | None, texts: list[Any]) -> Iterator[list[str]]:
    """The bylines after the headline that begin with "Written by" or a label such as "Author:".

    Lines among the credits of a film or a book are left out, and so are those of comments and
    teasers. `texts` are the texts after the headline.
    """
    around = around_headline(headline)
    labelled = (at for at, text in enumerate(texts) if _is_labelled(text.strip()))
    for at in islice(labelled, MOST_LABELS):
        nearby = (*texts[max(0, at - 2) : at], *texts[at + 1 : at + 4])
        if any(_OF_A_WORK.search(each.strip()) for each in nearby):
            continue
        if not is_elsewhere(texts[at].getparent(), around, BESIDE):
            listed = _listed(texts[at], texts[at + 1 : at + MOST_NAMES + 2])
            yield listed or first_line(texts[at : at + MOST_NAMES])


def _is_labelled(line: str) -> bool:
    """Whether a line is a label such as "Author:", or begins with one."""
    if len(line) > BYLINE_LENGTH:
        return False
    is_labelled = _LABELLED.search(line) is not None or is_signature(line)
    return is_labelled and not _is_sentence(line)


def _is_sentence(line: str) -> bool:
    """Whether a line is a whole sentence, e.g. "Author Ann Carter bakes too.", and so no byline."""
    return line.endswith(".") and len(without_lead(line).split()) > MOST_WORDS


def _listed(label: Any, following: Sequence[Any]) -> list[str]:
    """The names that follow a label such as "Authors:", each between HTML tags of its own.

    The names must stand in the same parent element as the label's element. The list is empty if
    other texts stand there too, or more than MOST_NAMES names.

    `following` are the texts after the label. The caller must pass at least MOST_NAMES + 1 of them,
    if the page has so many. With fewer, a list that is too long would not be noticed.
    """
    around = label.getparent().getparent()
    if not is_empty(label) or around is None:
        return []
    names = [text.strip() for text in takewhile(lambda text: _is_inside(text, around), following)]
    return names if 0 < len(names) <= MOST_NAMES and are_names(names) else []


def _is_inside(text: Any, element: HtmlElement) -> bool:
    """Whether `text`, a string with a parent as lxml gives it, is in an element."""
    parent = text.getparent().getparent() if text.is_tail else text.getparent()
    return parent is element or element in parent.iterancestors()
