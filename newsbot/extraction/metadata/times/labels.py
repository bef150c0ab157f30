"""Tells from the words beside a date whether the article was published or changed then."""

import re
from typing import Literal

from lxml.html import HtmlElement

from newsbot.extraction.page.phrases import phrases

Kind = Literal["published", "changed", "unlabelled"]

# Only this many words before a date are searched for a label such as "Published".
WORDS_WITH_LABEL = 6
PUBLISHED = re.compile(phrases("published"), re.IGNORECASE)
"""Matches words such as "Published", in many languages."""
_CHANGED = re.compile(phrases("changed"), re.IGNORECASE)
# Only this many characters before a date are searched for words such as "event date".
_NEAR = 40
_OF_EVENT = re.compile(rf"{phrases('date_of_event')}\W*$", re.IGNORECASE)
# Publishing systems use telling classes, ids and the like for the elements that show dates.
# _CHANGED_NAME matches the names for dates of a change, e.g. "updated", and _PUBLISHED_NAME those
# for dates of publication, e.g. "posted".
_CHANGED_NAME = re.compile(r"updat|modif|chang|revis|edited", re.IGNORECASE)
_PUBLISHED_NAME = re.compile(r"publish(?!er)|publicat|posted|pubdate|created", re.IGNORECASE)
_COLUMNS = re.compile(r"[|\u00b7\u2022/()\[\]\u3010\u3011>\u00bb;]")
_SIGNS = " |\u00b7\u2022/([\u3010>\u00bb;"


def label_in(text: str) -> Kind | None:
    """Whether the text before a date calls it the date of publication or of a change.

    The result is e.g. "changed" for "Updated"; None if there is no such label. Only the last few
    words of `text` are searched. If there are several labels, the last one counts. But "modified
    date" is one label, for "changed".
    """
    segment = _COLUMNS.split(text.rstrip(_SIGNS))[-1]
    last = " ".join(segment.split()[-WORDS_WITH_LABEL:])
    changes = [each.span() for each in _CHANGED.finditer(last)]
    publications = (
        each.start()
        for each in PUBLISHED.finditer(last)
        if not any(start < each.start() <= end + 1 for start, end in changes)
    )
    changed = max((start for start, _ in changes), default=-1)
    published = max(publications, default=-1)
    if changed == published:
        return None
    return "changed" if changed > published else "published"


def is_before_event(text: str) -> bool:
    """Whether the text before a date says that it is of an event or a deadline: "Event date:"."""
    return _OF_EVENT.search(text[-_NEAR:]) is not None


def named_kind(element: HtmlElement) -> Kind | None:
    """The kind of date that an element shows, by words in its class or id, or in its parent's.

    For example, "published" for the class "pub-date". The result is None if the words do not tell.
    """
    for each in (element, element.getparent()):
        names = " ".join((each.get("class", ""), each.get("itemprop", ""), each.get("id", "")))
        if _PUBLISHED_NAME.search(names):
            return "published"
        if _CHANGED_NAME.search(names):
            return "changed"
    return None
