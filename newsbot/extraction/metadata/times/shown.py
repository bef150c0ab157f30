"""Finds the dates that readers see near an article's headline, and what they are dates of."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

import regex
from lxml.html import HtmlElement

from newsbot.extraction.metadata.times.dates import Moment, day_of, parse_moment, plausible
from newsbot.extraction.metadata.times.days import written_days
from newsbot.extraction.metadata.times.labels import (
    PUBLISHED,
    Kind,
    is_before_event,
    label_in,
    named_kind,
)
from newsbot.extraction.metadata.times.lines import Line, Surroundings, stamps_of
from newsbot.extraction.metadata.times.teasers import is_linked_headline, is_of_other_article
from newsbot.extraction.metadata.times.written.forms import Writing
from newsbot.extraction.metadata.times.written.weekdays import without_weekdays
from newsbot.extraction.page.phrases import phrases, words
from newsbot.extraction.page.text import count_words, has_words

# In this module, a label is a word beside a date that says what happened then, e.g. "Updated". The
# label may stand in the line before the date, if that line has at most LABEL_WORDS words.
LABEL_WORDS = 6
# A date without a label counts only if few other words stand beside it: at most WORDS_BESIDE, or at
# most WORDS_BESIDE_IN_BYLINE in a line that begins with "By". On each side of the date, the words
# are counted up to a sign such as "|", or up to the edge of an HTML element.
WORDS_BESIDE = 4
WORDS_BESIDE_IN_BYLINE = 8
# A label after a date, e.g. "(updated)", counts only if at most this many words stand between the
# last date of the line and the end of the line.
WORDS_AFTER = 2
# Dates in longer lines do not count, because such a line is a part of the article's text. The limit
# is MOST_WORDS_OF_SENTENCE words for a line that ends like a sentence, and MOST_WORDS for others.
MOST_WORDS = 30
MOST_WORDS_OF_SENTENCE = 20
MOST_CHARACTERS = 500
# Below the article's text, a line with more words than this is not searched for the date of
# publication.
WORDS_IN_FOOT = 12
# Many pages show the present day at the top. A date that is at most this far from the time of
# fetching may be the present day. The limit is more than one day because of time zones.
TODAY = timedelta(days=2)
# A date belongs to the headline if it is in one of the innermost LEVELS elements around the
# headline.
LEVELS = 3
_BYLINE = re.compile(
    rf"\W*(?:(?:{phrases('byline_start')}|{phrases('byline_lead_of_two')})\s"
    rf"|{phrases('byline_lead')}|{phrases('byline_label')})",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    r"[|\u00b7\u2022\u2013\u2014/\uff0f()\[\]\u3010\u3011:\uff1a\u055d\u1366\u17d6>\u00bb;]|\s-\s"
)
_SENTENCE = regex.compile(r"\p{Sentence_Terminal}\W*$")
_COPYRIGHT = re.compile(r"\u00a9|\(c\)|copyright", re.IGNORECASE)
_OTHER_LABEL = re.compile(r"[^\W\d]\s*[:\uff1a]\s*$")
_BESIDE_CLOCK = "|".join(map(re.escape, sorted(words("clock_words"), key=len, reverse=True)))
_CLOCK = re.compile(
    rf"(?:(?<![^\W\d_])(?:{_BESIDE_CLOCK})\.?\s{{0,2}})?"
    r"\d{1,2}\s?(?:[:.hH時时시点點]|giờ)\s?\d\d[分분]?(?::\d\d)?(?:\s?[ap]\.?\s?m\b\.?)?"
    rf"(?:\s?(?:{_BESIDE_CLOCK}|GMT|UTC|[A-Z]{{2,4}}T)(?![^\W\d_])\.?)?(?:\s?[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_WORD = regex.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A date that a page shows near the headline of its article."""

    moment: Moment
    kind: Kind
    is_stamp: bool
    """Whether the markup states the date for machines, e.g. in the element <time>."""
    element: HtmlElement


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mention:
    moment: Moment
    start: int
    end: int
    element: HtmlElement
    is_stamp: bool


def shown_dates(around: Surroundings, fetched_at: datetime, writing: Writing) -> list[Shown]:
    """The dates near the headline that may be those of the article, the nearest first.

    Many sites show the present day at the top of each page. So the day on which the page was
    fetched is left out if it stands before the headline. But it is kept if it is in one small
    element with the headline.
    """
    reading = _Reading(around=around, fetched_at=fetched_at, writing=writing)
    after = [list(each) for each in reading.by_line(around.after)]
    before = [list(filter(reading.is_no_masthead, each)) for each in reading.by_line(around.before)]
    found: list[Shown] = []
    for place in range(max(len(after), len(before))):
        for lines in (after, before):
            found += lines[place] if place < len(lines) else []
    return found


def lone_publication(around: Surroundings, fetched_at: datetime, writing: Writing) -> list[Shown]:
    """The date of publication far below the headline, in a short line such as "Published 9.9.2026".

    The result is a list of one date. The list is empty if there is no such line, or if such lines
    state different days.
    """
    reading = _Reading(around=around, fetched_at=fetched_at, writing=writing)
    lines = [
        line
        for line in around.rest
        if not has_words(line.text, WORDS_IN_FOOT + 1) and PUBLISHED.search(line.text)
    ]
    shown = [each for found in reading.by_line(lines) for each in found]
    published = [each for each in shown if each.kind == "published"]
    return published[:1] if len({each.moment.at.date() for each in published}) == 1 else []


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """Reads the dates in lines around the headline of one page."""

    around: Surroundings
    fetched_at: datetime
    writing: Writing

    def by_line(self, lines: Iterable[Line]) -> Iterator[Iterator[Shown]]:
        """The dates of each line; without dates that belong to the headline of another article."""
        own = {self.around.headline, *self.around.headline.iterancestors()}
        previous = Line()
        for line in lines:
            yield iter(()) if is_linked_headline(previous) else self._shown(line, previous, own)
            previous = line

    def _shown(self, line: Line, previous: Line, own: set[HtmlElement]) -> Iterator[Shown]:
        if len(line.text) > MOST_CHARACTERS:
            return
        mentions = _mentions(line, self.fetched_at, self.writing)
        most = MOST_WORDS_OF_SENTENCE if _SENTENCE.search(line.text) else MOST_WORDS
        if not mentions or _length(_CLOCK.sub(" ", _without(line.text, mentions))) > most:
            return
        for place, mention in enumerate(mentions):
            is_in_headline = self.around.headline in mention.element.iterancestors()
            if not is_in_headline and is_of_other_article(mention.element, own):
                continue
            start = mentions[place - 1].end if place else 0
            if is_before_event(line.text[start : mention.start]):
                continue
            said = _said(line, mentions, place, previous.text)
            if said or _stands_apart(line, mentions, place):
                kind = said or named_kind(mention.element) or "unlabelled"
                yield Shown(
                    moment=mention.moment,
                    kind=kind,
                    is_stamp=mention.is_stamp,
                    element=mention.element,
                )

    def is_no_masthead(self, shown: Shown) -> bool:
        """Whether a date above the headline may be a date of the article.

        Many pages show the present day at the top. So the result is False for a date near the time
        of fetching, unless it stands in a small element together with the headline. The result is
        True for all other dates.
        """
        if abs(shown.moment.at - self.fetched_at) > TODAY:
            return True
        above = {shown.element, *shown.element.iterancestors()}
        near = islice(self.around.headline.iterancestors(), LEVELS)
        return any(each in above and each.tag not in ("body", "html") for each in near)


def _length(text: str) -> int:
    """The length of a text in words, in any script."""
    return count_words(text)


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


def _said(line: Line, mentions: list[_Mention], place: int, previous: str) -> Kind | None:
    """What a label beside a date says, e.g. "changed" for "Updated"; None if there is no label.

    The date is the one at `place` in `mentions`; `previous` is the text of the line before.
    """
    mention = mentions[place]
    starts = [0, *(each.end for each in mentions)]
    ends = [*(each.start for each in mentions), len(line.text)]
    gaps = [line.text[start:end] for start, end in zip(starts, ends, strict=True)]
    is_short = _length(_CLOCK.sub(" ", gaps[-1])) <= WORDS_AFTER
    is_postfixed = is_short and not label_in(gaps[0]) and label_in(gaps[-1]) is not None
    said = label_in(gaps[place + 1] if is_postfixed else gaps[place])
    is_first = place == 0 and _WORD.search(gaps[0]) is None
    if said is None and is_first and _length(previous) <= LABEL_WORDS:
        said = label_in(previous)
    return said or label_in(line.text[mention.start : mention.end])


def _stands_apart(line: Line, mentions: list[_Mention], place: int) -> bool:
    """Whether a date without a label such as "Updated" stands almost alone in its part of a line.

    A part ends at a sign such as "|", at the edge of an HTML element, or at another date. Besides
    the date, it has only few words (see WORDS_BESIDE). The result is False if the line is a
    longer sentence, states another day or a copyright, or has a label such as "When:" before the
    date.
    """
    mention = mentions[place]
    days = {
        each.moment.at.date()
        for other, each in enumerate(mentions)
        if not (_said(line, mentions, other, "") or named_kind(each.element))
    }
    is_sentence = _SENTENCE.search(line.text) and _length(line.text) > WORDS_IN_FOOT
    if len(days) > 1 or is_sentence or _COPYRIGHT.search(line.text):
        return False
    start = mentions[place - 1].end if place else 0
    end = mentions[place + 1].start if place + 1 < len(mentions) else len(line.text)
    if _OTHER_LABEL.search(line.text[start : mention.start]):
        return False
    left = max((each for each in line.edges if start <= each <= mention.start), default=start)
    right = min((each for each in line.edges if mention.end <= each <= end), default=end)
    for first, last in line.emphases:
        # An emphasised text beside the date is a field of its own: "<i>Ann Carter</i> 9 May".
        if left <= first and last <= mention.start and not line.text[left:first].strip():
            left = last
        elif mention.end <= first and last <= right and not line.text[last:right].strip():
            right = first
    before = _SEPARATOR.split(_CLOCK.sub(" ", line.text[left : mention.start]))[-1]
    after = _SEPARATOR.split(_CLOCK.sub(" ", line.text[mention.end : right]))[0]
    count = _length(without_weekdays(before)) + _length(without_weekdays(after))
    is_byline = _BYLINE.match(line.text) or _BYLINE.match(line.text, mention.end)
    most = WORDS_BESIDE_IN_BYLINE if is_byline else WORDS_BESIDE
    return count <= most
