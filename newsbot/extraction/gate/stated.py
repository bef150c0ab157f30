"""Tells pages with an article from pages with a mere notice, e.g. a request to accept cookies.

A page with an article states a date of publication, authors or JSON-LD. A notice states none of
these.
"""

import re
from collections.abc import Sequence

from newsbot.extraction.metadata.reading import Statements

# The meta elements that state when an article was published. No publishing system writes them on a
# list of articles or on a notice. (Lists may state their last change, as "article:modified_time".)
_DATES = ("article:published_time", "datepublished", "og:article:published_time")


def is_dated(said: Statements) -> bool:
    """Whether a page states in its head when the article on it was published."""
    return any(said.head.first(name) for name in _DATES)


def is_article_about(
    subject: re.Pattern[str], said: Statements, authors: Sequence[str] = ()
) -> bool:
    """Whether a page holds an article about what the pattern `subject` finds, e.g. about cookies.

    Such an article has a headline about this subject, and states its date, its authors or JSON-LD.
    A notice states none of these.
    """
    if not (said.linked is not None or is_dated(said) or authors):
        return False
    headline = (said.linked and said.linked.headline) or said.head.first("og:title")
    stated = headline or next(iter(said.head.headings), None) or said.head.title
    return stated is not None and subject.search(stated) is not None
