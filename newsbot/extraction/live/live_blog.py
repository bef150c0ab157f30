"""Live blogs: one page whose text is a list of entries, each with the time it was written at."""

import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from newsbot.extraction.live.entries import find_entries, is_named, time_of_day, write_entry
from newsbot.extraction.page.linked_objects import (
    JsonObject,
    linked_objects,
    objects_in,
    type_names,
)
from newsbot.extraction.page.text import one_line, word_key

# The longest of real ones run for days and have some hundreds.
MAX_ENTRIES = 1000
# Enough of an entry's beginning to find it again in the page.
MARK_CHARACTERS = 40
MAX_PAGE_CHARACTERS = 2_000_000

_POSTING = "LiveBlogPosting"
_PARAGRAPH_END = re.compile(r"</p>|<br\s*/?>|</li>|\n", re.IGNORECASE)


def live_entries(tree: HtmlElement) -> list[str] | None:
    """The lines of a live blog in the page's order; None where the page is none.

    For each entry a line with its time (as shown, else "14:05" in the zone that the page states)
    and its headline, then one line a paragraph. Taken from the markup; from JSON-LD's
    liveBlogUpdate only if their text is not on the page at all. None also for a live blog without
    a container for each entry, whose headings and paragraphs follow each other like any text.
    https://schema.org/LiveBlogPosting
    """
    found = linked_objects(tree, _POSTING)
    postings = [each for each in found if _POSTING.casefold() in type_names(each)]
    names = tree.xpath("//@class | //@itemprop", smart_strings=False)
    if not postings and not is_named(" ".join(set(names)), is_half_enough=True):
        return None
    entries = find_entries(tree, is_declared=bool(postings))[:MAX_ENTRIES]
    if entries:
        return [line for entry in entries for line in write_entry(entry)]
    updates = [update for each in postings for update in objects_in(each.get("liveBlogUpdate"))]
    updates = [update for update in updates[:MAX_ENTRIES] if one_line(_body(update))]
    if not updates or _are_on_page(tree, updates):
        return None
    return [line for update in updates for line in _update_lines(update)]


def with_introduction(entries: Sequence[str], body: Sequence[str]) -> list[str]:
    """The lines of the page's body that stand before its entries, and then these."""
    text = "".join(map(word_key, entries))
    is_entry = [word_key(line) in text for line in body]
    # The first entry's time and headline may be lines of their own; few words prove nothing.
    begun = (
        at
        for at, line in enumerate(body)
        if is_entry[at] and len(word_key(line)) >= MARK_CHARACTERS
    )
    end = next(begun, len(body))
    while end and is_entry[end - 1]:
        end -= 1
    return [*body[:end], *entries]


def _body(update: JsonObject) -> str:
    body = update.get("articleBody")
    return body if isinstance(body, str) else ""


def _are_on_page(tree: HtmlElement, updates: list[JsonObject]) -> bool:
    """Whether most of the updates begin as some text of the page does."""
    texts = tree.xpath("//body//text()[not(parent::script or parent::style)]")
    page = word_key("".join(texts)[:MAX_PAGE_CHARACTERS])
    marks = [word_key(one_line(_body(update)) or "")[:MARK_CHARACTERS] for update in updates]
    return sum(mark in page for mark in marks) * 2 > len(marks)


def _update_lines(update: JsonObject) -> Iterator[str]:
    headline = update.get("headline") or update.get("name")
    head = " ".join(filter(None, (time_of_day(update.get("datePublished")), one_line(headline))))
    if head:
        yield head
    for part in _PARAGRAPH_END.split(_body(update)):
        if line := one_line(part):
            yield line
