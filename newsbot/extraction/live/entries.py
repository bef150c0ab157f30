"""Finds a live blog's entries in a page's markup: elements that look alike, each with a time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from newsbot.extraction.page.shown.lines import shown_text
from newsbot.extraction.page.text import count_words, one_line

MIN_ENTRIES = 3
# The minimum number of a live blog's entries, if neither JSON-LD nor a clear class name such as
# "liveblog" says that the page has a live blog.
MIN_UNNAMED_ENTRIES = 5
# The minimum number of words outside links that the entries of a live blog have on average. A list
# of headlines with their times has fewer.
MIN_ENTRY_WORDS = 10
# The minimum share of a page's words that must be in the entries of a live blog. In a chronology
# within an article the share is smaller.
MIN_SHARE = 0.5
# Entries count as ordered by time if at least this share of them are later than the entry before
# (the oldest comes first), or at least this share are earlier (the newest comes first).
MIN_ORDER = 0.8
# At most this many groups of like elements are searched for a live blog's entries, largest first.
MAX_GROUPS = 8
MAX_STAMP_CHARACTERS, MAX_STAMP_WORDS = 40, 7
# Some texts in an entry of a live blog are in no paragraph, list item, heading or table cell. Such
# a text is read only if it has at least this many words. Buttons, names and labels have fewer.
MIN_LOOSE_WORDS = 8
# In a live blog's entry, an element of at most this many words is skipped if its class names it a
# byline or a share button.
MAX_LABEL_WORDS = 15

_CLOCK = re.compile(r"(?<![\d.:])([01]?\d|2[0-3])[:.h]([0-5]\d)(?![.:]?\d)")
# Parts of class names, ids and the like that only live blogs have; hyphens and underscores are left
# out. The last five are those of the systems of BBC, Sourcefabric, Norkon, Tickaroo and 24liveblog.
_NAMES = (
    "liveblog", "liveticker", "liveupdate", "livefeed", "livestor", "livepost", "liveentr",
    "livecenter", "livecoverage", "lxstream", "lbpost", "ncpost", "tik4", "lb24",
)  # fmt: skip
# Parts of class names that are found in live blogs, but also in chronologies and in lists of news.
_HALF_NAMES = ("timeline", "ticker", "updates")
_DISCUSSION = re.compile(r"comment|disqus|reply|replies", re.IGNORECASE)
# Comments of readers look like a live blog's entries, but have class names such as "comment". These
# names are looked for in this many elements, from the entry outwards.
DISCUSSION_LEVELS = 4
_ELSEWHERE_TAGS = {"aside", "nav", "footer"}
_LABEL = re.compile(r"share|social|byline|author|copy-?link|permalink", re.IGNORECASE)
_NAMING = ("class", "id", "itemprop", "itemtype", "data-testid", "data-component")
_STAMP_TAGS = ("time", "span", "div", "p", "a", "b", "strong", "small", "em", "h2", "h3", "h4")
_HEADING_TAGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TEXT_TAGS = {"p", "li", "blockquote", "dd", "td", "th", *_HEADING_TAGS}
_BLOCK_TAGS = _TEXT_TAGS | {
    "article", "div", "dl", "dt", "footer", "header", "main", "ol", "section", "table", "tbody",
    "tr", "ul", "br",
}  # fmt: skip
_UNREAD_TAGS = {
    "aside", "audio", "button", "figcaption", "figure", "form", "iframe", "nav", "noscript",
    "object", "picture", "script", "select", "style", "svg", "template", "video",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a live blog."""

    element: HtmlElement
    stamp: HtmlElement | None
    """The element that shows the entry's time; None for a pinned entry without a time."""


@dataclass(slots=True)
class _Group:
    """Possible entries of a live blog: elements that look alike (see `_looks`) and show a time."""

    parents: dict[HtmlElement, None] = field(default_factory=dict)
    stamps: dict[HtmlElement, HtmlElement] = field(default_factory=dict)
    """For each of the elements that look alike, the first element in it that shows a time."""


def find_entries(tree: HtmlElement, *, is_declared: bool) -> list[Entry]:
    """The entries of a live blog, in page order; empty if they are not the page's main text.

    The page's JSON-LD must declare a live blog (`is_declared`), or a class name or id must be like
    "liveblog". A name like "ticker" is enough if the entries stand in the order of their times.
    """
    groups = _groups(tree)
    likely = sorted(groups.items(), key=lambda group: -len(group[1].stamps))[:MAX_GROUPS]
    for looks, group in likely:
        if len(group.stamps) >= MIN_ENTRIES and _is_live(group, is_declared=is_declared):
            entries = _members(looks, group)
            if _is_main_text(tree, entries):
                return entries
    return []


def is_named(names: str, *, is_half_enough: bool = False) -> bool:
    """Whether `names` (class names and the like) contain a name that is typical of live blogs.

    With `is_half_enough`, names such as "timeline" count too, which other parts of pages also have.
    """
    plain = names.casefold().replace("-", "").replace("_", "")
    wanted = _NAMES + _HALF_NAMES if is_half_enough else _NAMES
    return any(name in plain for name in wanted)


def write_entry(entry: Entry) -> list[str]:
    """The lines of a live blog's entry: one with its time and headline, then its paragraphs."""
    heading = next(entry.element.iter(*_HEADING_TAGS), None)
    if heading is not None and heading is entry.stamp:
        heading = None
    title = None if heading is None else one_line(shown_text(heading))
    stamp = entry.stamp
    if title and stamp is not None and heading in stamp.iterancestors():  # the time is in the title
        shown = one_line(stamp.text_content()) or ""
        title = one_line(title.removeprefix(shown).strip(" |\u2013\u2014:-")) or title
    head = " ".join(filter(None, (_shown_time(stamp), title)))
    read = _read_lines(entry, heading)
    return [head, *read] if head else list(read)


def time_of_day(written: object) -> str | None:
    """The time of day in an ISO 8601 text, e.g. "14:05" or "12:05 UTC"; None for other texts."""
    if not isinstance(written, str) or ":" not in written:
        return None
    try:
        at = datetime.fromisoformat(written.strip())
    except ValueError:
        return None
    return f"{at:%H:%M UTC}" if at.tzinfo and not at.utcoffset() else f"{at:%H:%M}"


def _groups(tree: HtmlElement) -> dict[tuple[str, ...], _Group]:
    """The elements that show a time, and all elements around these, in groups that look alike.

    The key of a group is the tag and class of its elements' parents, and then of its elements.
    """
    groups: dict[tuple[str, ...], _Group] = {}
    seen: set[HtmlElement] = set()
    for stamp in filter(_is_stamp, tree.iter(*_STAMP_TAGS)):
        element = stamp
        while element not in seen and (parent := element.getparent()) is not None:
            seen.add(element)
            group = groups.setdefault((*_looks(parent), *_looks(element)), _Group())
            group.parents[parent] = None
            group.stamps[element] = stamp
            element = parent
    return groups


def _looks(element: HtmlElement) -> tuple[str, str]:
    """The tag and the first class of an element, without digits: the same for similar elements."""
    first = (element.get("class") or "").split(maxsplit=1)
    return str(element.tag), re.sub(r"\d+", "", first[0]) if first else ""


def _is_stamp(element: HtmlElement) -> bool:
    """Whether an element is a <time> element, or shows little but a time of day."""
    if element.tag == "time":
        return True
    text = element.text or ""
    return (
        len(element) == 0
        and len(text) <= MAX_STAMP_CHARACTERS
        and _CLOCK.search(text) is not None
        and count_words(text) <= MAX_STAMP_WORDS
    )


def _is_live(group: _Group, *, is_declared: bool) -> bool:
    """Whether the elements of a group are a live blog's entries.

    The page's JSON-LD must declare a live blog (`is_declared`), or class names must show one. Also,
    the elements must have enough text outside links, and not be comments or in a sidebar.
    """
    around = list(_around(next(iter(group.stamps))))
    if any(element.tag in _ELSEWHERE_TAGS for element in around) or _is_nested(group):
        return False
    if _DISCUSSION.search(_names(around[:DISCUSSION_LEVELS])):
        return False
    names = _names(around)
    if not (is_declared or is_named(names)):
        is_many = len(group.stamps) >= MIN_UNNAMED_ENTRIES
        if not (is_many and is_named(names, is_half_enough=True) and _is_in_order(group)):
            return False
    words = sum(count_words(element.text_content()) for element in group.stamps)
    linked = sum(
        count_words(link.text_content()) for element in group.stamps for link in element.iter("a")
    )
    return words - linked >= MIN_ENTRY_WORDS * len(group.stamps)


def _around(element: HtmlElement) -> Iterator[HtmlElement]:
    yield element
    yield from element.iterancestors()


def _is_nested(group: _Group) -> bool:
    """Whether an element of the group stands inside another, like an answer in a comment."""
    seen: set[HtmlElement] = set()
    for parent in group.parents:
        for element in _around(parent):
            if element in seen:  # then the elements around it are in `seen` too
                break
            if element in group.stamps:
                return True
            seen.add(element)
    return False


def _names(elements: list[HtmlElement]) -> str:
    return " ".join(element.get(name) or "" for element in elements for name in _NAMING)


def _is_in_order(group: _Group) -> bool:
    """Whether the elements stand in the order of their times, the oldest or the newest first."""
    clocks = [_CLOCK.search(_shown_time(stamp) or "") for stamp in group.stamps.values()]
    minutes = [int(clock[1]) * 60 + int(clock[2]) for clock in clocks if clock]
    up = sum(earlier <= later for earlier, later in pairwise(minutes))
    down = sum(earlier >= later for earlier, later in pairwise(minutes))
    is_one_way = max(up, down) >= MIN_ORDER * (len(minutes) - 1)
    return is_one_way and len(minutes) == len(clocks)


def _members(looks: tuple[str, ...], group: _Group) -> list[Entry]:
    """All entries of a live blog, in page order: the elements in `group`, and similar ones.

    `group` has the elements with a time. A sibling of the same tag and class, e.g. a pinned entry,
    is an entry too. `looks` names tag and class of the parents, then those of the entries.
    """
    return [
        Entry(element=child, stamp=group.stamps.get(child))
        for parent in group.parents
        for child in parent
        if child in group.stamps or _looks(child) == looks[2:]
    ]


def _is_main_text(tree: HtmlElement, entries: list[Entry]) -> bool:
    """Whether at least the share MIN_SHARE of the page's words is in the live blog's entries."""
    inside = sum(count_words(entry.element.text_content()) for entry in entries)
    in_paragraphs = sum(
        count_words(paragraph.text_content())
        for entry in entries
        for paragraph in entry.element.iter("p")
    )
    everywhere = tree.xpath("//p[not(ancestor::aside or ancestor::nav or ancestor::footer)]")
    outside = sum(count_words(each.text_content()) for each in everywhere) - in_paragraphs
    return inside >= MIN_SHARE * (inside + outside)


def _shown_time(stamp: HtmlElement | None) -> str | None:
    """The time of day in the text of `stamp` or in its `datetime`; if there is none, the text."""
    if stamp is None:
        return None
    shown = one_line(stamp.text_content())
    if shown and _CLOCK.search(shown):
        return shown
    return time_of_day(stamp.get("datetime")) or shown


def _read_lines(entry: Entry, heading: HtmlElement | None) -> Iterator[str]:
    """The lines of an entry, one for each paragraph; a line for a list item begins with "- ".

    The entry's time, its `heading`, buttons and names of authors are left out.
    """
    walk = iterwalk(entry.element, events=("start", "end"))
    parts: list[str] = []
    block = entry.element.tag
    for event, element in walk:
        if element.tag in _BLOCK_TAGS or element is entry.element:
            yield from _line(parts, block)
            parts.clear()
            block = element.tag if event == "start" else element.getparent().tag
        if event == "end":
            parts.append(element.tail or "")
        elif element is entry.stamp or element is heading or _is_unread(element, entry):
            walk.skip_subtree()
        else:
            parts.append(element.text or "")


def _line(parts: list[str], block: str) -> Iterator[str]:
    line = one_line("".join(parts))
    if line is None or _CLOCK.fullmatch(line):
        return
    if block in _TEXT_TAGS or count_words(line) >= MIN_LOOSE_WORDS:
        yield f"- {line}" if block == "li" else line


def _is_unread(element: HtmlElement, entry: Entry) -> bool:
    """Whether an element of an entry is to be skipped: a picture, a button, a short byline."""
    if element is entry.element or element.tag in _UNREAD_TAGS:
        return element is not entry.element
    is_label = _LABEL.search(element.get("class") or "") is not None
    return is_label and count_words(element.text_content()) <= MAX_LABEL_WORDS
