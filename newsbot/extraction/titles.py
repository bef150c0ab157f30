"""Choosing the headline among what a page offers as one."""

import re

from newsbot.extraction.meta_tags import PageHead
from newsbot.extraction.text import word_key

_WORD = re.compile(r"\w+")
_SITE_SEPARATOR = re.compile(r"\s+[|\u2013\u2014\u00b7\u00bb-]\s+")


def choose_title(head: PageHead, headline: str | None) -> str | None:
    """The headline as readers see it, without site name and kicker where the page tells them apart.

    The heading that another statement confirms (h1 alone is exact on .81 of andy424, JSON-LD's
    headline on .62, og:title on .61, this on .92), else JSON-LD's `headline`, og:title, the first
    h1, the title element.
    """
    stated = [title for title in (headline, head.first("og:title")) if title]
    for heading in (*head.headings, *head.subheadings):
        if any(_agree(heading, other) for other in (*stated, head.title) if other):
            return _without_kicker(heading, stated)
    if stated:
        return _without_site(stated[0], head)
    if head.headings:
        return head.headings[0]
    return _without_site(head.title, head) if head.title else None


def _agree(one: str, other: str) -> bool:
    """Whether two titles are about the same: half of the shorter one's words are shared."""
    words, others = _words(one), _words(other)
    shared, least = len(words & others), min(len(words), len(others))
    return shared >= max(least / 2, min(2, len(words)))


def _words(title: str) -> set[str]:
    return set(_WORD.findall(title.casefold()))


def _without_kicker(heading: str, stated: list[str]) -> str:
    """The stated title that `heading` ends with ("Politics | …" is the section), else `heading`."""
    key = word_key(heading)
    for title in stated:
        end = word_key(title)
        if end and end != key and key.endswith(end):
            return title
    return heading


def _without_site(title: str, head: PageHead) -> str:
    """`title` without a last part that is the site's own name."""
    parts = _SITE_SEPARATOR.split(title)
    site = word_key(head.first("og:site_name", "application-name") or "")
    if len(parts) > 1 and site and word_key(parts[-1]) == site:
        return title[: title.rindex(parts[-1])].rstrip(" |\u2013\u2014\u00b7\u00bb-")
    return title
