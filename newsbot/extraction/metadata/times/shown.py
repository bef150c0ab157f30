"""Finds the dates that readers see near an article's headline, and what they are dates of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from lxml.html import HtmlElement

from newsbot.extraction.metadata.times.dates import Moment, day_of, parse_moment, plausible
from newsbot.extraction.metadata.times.days import Writing, written_days
from newsbot.extraction.metadata.times.lines import Line, Surroundings, stamps_of
from newsbot.extraction.metadata.times.teasers import is_of_other_article
from newsbot.extraction.page.phrases import phrases
from newsbot.extraction.page.text import words_of

Kind = Literal["published", "changed", "unlabelled"]

# A line before the one with the date may say what the date is of, if it has at most so many words.
LABEL_WORDS = 6
# A date without a word that says what it is of counts if it stands apart: at most so many other
# words are between the signs or the ends of elements on its left and on its right.
WORDS_BESIDE = 4
WORDS_BESIDE_IN_BYLINE = 8
# In a longer line no date counts: it is a sentence.
MOST_WORDS = 30
_CHANGED = re.compile(phrases("changed"), re.IGNORECASE)
_PUBLISHED = re.compile(phrases("published"), re.IGNORECASE)
# Names of classes by which publishing systems mark the dates.
_CHANGED_NAME = re.compile(r"updat|modif|chang|revis|edited", re.IGNORECASE)
_PUBLISHED_NAME = re.compile(r"publish(?!er)|publicat|posted|pubdate|created", re.IGNORECASE)
_BYLINE = re.compile(rf"\W*{phrases('byline_start')}\s", re.IGNORECASE)
_SEPARATOR = re.compile(r"[|\u00b7\u2022\u2013\u2014/()\[\]\u3010\u3011:\uff1a>\u00bb;]|\s-\s")
_CLOCK = re.compile(
    r"\d{1,2}\s?[:.hH時시点點]\s?\d\d[分분]?(?::\d\d)?(?:\s?[ap]\.?\s?m\b\.?)?"
    r"(?:\s?(?:uhr|hrs|h|GMT|UTC|[A-Z]{2,4}T)\b)?(?:\s?[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A date that the page shows near the headline."""

    moment: Moment
    kind: Kind
    is_stamp: bool
    """Whether the markup states the date for machines, e.g. in the element <time>."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mention:
    moment: Moment
    start: int
    end: int
    element: HtmlElement
    is_stamp: bool


def shown_dates(around: Surroundings, fetched_at: datetime, writing: Writing) -> list[Shown]:
    """The dates near the headline that may be those of the article, the nearest first."""
    own = {around.headline, *around.headline.iterancestors()}
    after = [list(each) for each in _by_line(around.after, own, fetched_at, writing)]
    before = [list(each) for each in _by_line(around.before, own, fetched_at, writing)]
    found: list[Shown] = []
    for place in range(max(len(after), len(before))):
        for lines in (after, before):
            found += lines[place] if place < len(lines) else []
    return found


def _by_line(
    lines: tuple[Line, ...], own: set[HtmlElement], fetched_at: datetime, writing: Writing
) -> Iterator[Iterator[Shown]]:
    previous = ""
    for line in lines:
        yield _shown(line, previous, own, fetched_at, writing)
        previous = line.text


def _shown(
    line: Line, previous: str, own: set[HtmlElement], fetched_at: datetime, writing: Writing
) -> Iterator[Shown]:
    mentions = list(_mentions(line, fetched_at, writing))
    plain = _CLOCK.sub(" ", _without(line.text, mentions))
    count = len(words_of(plain))
    if not mentions or count > MOST_WORDS:
        return
    for place, mention in enumerate(mentions):
        if is_of_other_article(mention.element, own):
            continue
        kind = _kind(line, mentions, place, previous)
        if kind != "unlabelled" or _stands_apart(line, mentions, place):
            yield Shown(moment=mention.moment, kind=kind, is_stamp=mention.is_stamp)


def _mentions(line: Line, fetched_at: datetime, writing: Writing) -> list[_Mention]:
    found: list[_Mention] = []
    for start, end, element in line.stamps:
        moments = (parse_moment(each, fetched_at, writing) for each in stamps_of(element))
        moment = next(filter(None, moments), None)
        if moment is not None and not any(each.start <= start < each.end for each in found):
            found.append(
                _Mention(moment=moment, start=start, end=end, element=element, is_stamp=True)
            )
    for day in written_days(line.text, writing):
        moment = plausible(day_of(day.day), fetched_at)
        is_stamped = any(each.start < day.end and day.start < each.end for each in found)
        if moment is not None and not is_stamped:
            element = line.element_at(day.start)
            found.append(
                _Mention(
                    moment=moment, start=day.start, end=day.end, element=element, is_stamp=False
                )
            )
    return sorted(found, key=lambda each: each.start)


def _without(text: str, mentions: list[_Mention]) -> str:
    for each in reversed(mentions):
        text = f"{text[: each.start]} | {text[each.end :]}"
    return text


def _kind(line: Line, mentions: list[_Mention], place: int, previous: str) -> Kind:
    """What the words beside a date say that the date is of."""
    mention = mentions[place]
    starts = [0, *(each.end for each in mentions)]
    ends = [*(each.start for each in mentions), len(line.text)]
    gaps = [line.text[start:end] for start, end in zip(starts, ends, strict=True)]
    is_postfixed = not _last_label(gaps[0]) and _last_label(gaps[-1]) is not None
    said = _last_label(gaps[place + 1] if is_postfixed else gaps[place])
    is_first = place == 0 and not words_of(gaps[0])
    if said is None and is_first and len(words_of(previous)) <= LABEL_WORDS:
        said = _last_label(previous)
    inner = line.text[mention.start : mention.end]
    return said or _last_label(inner) or _named(mention.element) or "unlabelled"


def _last_label(text: str) -> Kind | None:
    changed = max((each.start() for each in _CHANGED.finditer(text)), default=-1)
    published = max((each.start() for each in _PUBLISHED.finditer(text)), default=-1)
    if changed == published:
        return None
    return "changed" if changed > published else "published"


def _named(element: HtmlElement) -> Kind | None:
    """What the names of classes say of a date in `element`."""
    for each in (element, element.getparent()):
        names = " ".join((each.get("class", ""), each.get("itemprop", ""), each.get("id", "")))
        if _PUBLISHED_NAME.search(names):
            return "published"
        if _CHANGED_NAME.search(names):
            return "changed"
    return None


def _stands_apart(line: Line, mentions: list[_Mention], place: int) -> bool:
    """Whether a date stands on its own in a line, not within a sentence."""
    mention = mentions[place]
    start = mentions[place - 1].end if place else 0
    end = mentions[place + 1].start if place + 1 < len(mentions) else len(line.text)
    left = max((each for each in line.edges if start <= each <= mention.start), default=start)
    right = min((each for each in line.edges if mention.end <= each <= end), default=end)
    before = _SEPARATOR.split(_CLOCK.sub(" ", line.text[left : mention.start]))[-1]
    after = _SEPARATOR.split(_CLOCK.sub(" ", line.text[mention.end : right]))[0]
    most = WORDS_BESIDE_IN_BYLINE if _BYLINE.match(line.text) else WORDS_BESIDE
    return len(words_of(before)) + len(words_of(after)) <= most
