"""Reads live blogs: pages whose text is a list of entries, each with the time of writing."""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from newsbot.extraction.live.entries import find_entries, is_named, time_of_day, write_entry
from newsbot.extraction.page.linked.linked_objects import (
    JsonObject,
    linked_objects,
    objects_in,
    type_names,
)
from newsbot.extraction.page.text import one_line, word_key

# The maximum number of entries that are read of a live blog. The longest real live blogs run for
# days and have some hundreds of entries.
MAX_ENTRIES = 1000
# To tell whether the page shows an entry that is in its JSON-LD, the first MARK_CHARACTERS
# characters of the entry are looked for in the page's text.
MARK_CHARACTERS = 40
MAX_PAGE_CHARACTERS = 2_000_000

_POSTING = "LiveBlogPosting"
_NAMES = ("//@class", "//@itemprop")
_VISIBLE_TEXT = "//body//text()[not(parent::script or parent::style)]"
_PARAGRAPH_END = re.compile(r"</p>|<br\s*/?>|</li>|\n", re.IGNORECASE)


def live_entries(tree: HtmlElement) -> list[str] | None:
    """The lines of a live blog in the order of the page; None if no live blog is found on the page.

    Each entry has one line with its time and headline, then one line for each paragraph. The
    entries are read from the markup. If the page does not show their text, they are read from
    `liveBlogUpdate` in the page's JSON-LD (https://schema.org/LiveBlogPosting). Their times, such
    as "14:05", are then in the zone that the page states. A live blog that has no element of its
    own for each entry is not recognised.
    """
    found = linked_objects(tree, _POSTING)
    postings = [each for each in found if _POSTING.casefold() in type_names(each)]
    names = {name for path in _NAMES for name in tree.xpath(path, smart_strings=False)}
    if not postings and not is_named(" ".join(names), is_half_enough=True):
        return None
    entries = find_entries(tree, is_declared=bool(postings))[:MAX_ENTRIES]
    if entries:
        return [line for entry in entries for line in write_entry(entry)]
    updates = [update for each in postings for update in objects_in(each.get("liveBlogUpdate"))]
    updates = [update for update in updates[:MAX_ENTRIES] if one_line(_body(update))]
    if not updates:
        return None
    page = word_key("".join(tree.xpath(_VISIBLE_TEXT))[:MAX_PAGE_CHARACTERS])
    marks = [word_key(one_line(_body(update)) or "")[:MARK_CHARACTERS] for update in updates]
    if sum(mark in page for mark in marks) * 2 > len(marks):  # the page shows the entries
        return None
    lines: list[str] = []
    for update in updates:
        headline = one_line(update.get("headline") or update.get("name"))
        head = " ".join(filter(None, (time_of_day(update.get("datePublished")), headline)))
        paragraphs = map(one_line, _PARAGRAPH_END.split(_body(update)))
        lines += filter(None, (head, *paragraphs))
    return lines


def with_introduction(entries: Sequence[str], body: Sequence[str]) -> list[str]:
    """The lines of a live blog: its introduction, then the lines of its entries.

    The introduction is the text before the first entry. It is taken from `body`: the lines of the
    page's body, found in the same way as on other pages. These lines may have some of the entries
    too.
    """
    text = "".join(map(word_key, entries))
    is_entry = [word_key(line) in text for line in body]
    # The first entry is recognised by its first long line: a short line may also be in the
    # introduction by chance. The loop below goes back over the short lines just before this line,
    # e.g. the entry's headline, because they belong to the entry too.
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
    """The `articleBody` of a live blog's update in JSON-LD; "" if it has none."""
    body = update.get("articleBody")
    return body if isinstance(body, str) else ""
