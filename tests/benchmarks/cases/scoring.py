"""Scores what a system made of a case, by one measure for all systems.

It looks at words, not at lines: each system has its own way to break lines, and to mark list items,
headings and the cells of tables.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from unicodedata import normalize

from newsbot.plain_text import plain_text
from tests.benchmarks.scoring import FIELDS as IS_SAME
from tests.benchmarks.scoring import Record

MAX_RECURRING_WORDS = 8
"""A paragraph of no more words may come again, e.g. as a heading or in a list."""
TAKEN = " | "
"""Stands in a text where a paragraph was found. No word has this sign."""

_WORD = re.compile(r"\w+")
# Thai, Japanese and Chinese put no spaces between words: each letter counts as a word.
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")


def marks(case: Record, found: Record) -> dict[str, bool]:
    """Whether text, title, authors and day are right, each if the case states it."""
    return {
        field: is_right(case, found)
        for field, (keys, is_right) in FIELDS.items()
        if any(key in case for key in keys)
    }


def _is_text_right(case: Record, found: Record) -> bool:
    """Whether every paragraph is in the text, none too often, and nothing that must not be.

    A paragraph is in the text if its words, letter case and signs aside, come there one after
    another, in one of the spellings that the case allows.
    """
    text = found.get("body") or ""
    others: Mapping[str, Sequence[str]] = case.get("alternatives", {})
    spellings = {
        _words(paragraph): {_words(each) for each in (paragraph, *others.get(paragraph, ()))}
        for paragraph in case.get("body", ())
    }
    times = Counter(map(_words, case.get("body", ())))
    return _has_each(spellings, times, _words(text)) and not any(
        _spaced(unwanted) in _spaced(text)
        for unwanted in (*case.get("never", ()), *case.get("noglue", ()))
    )


def _has_each(
    spellings: Mapping[str, Collection[str]], times: Mapping[str, int], text: str
) -> bool:
    """Whether each paragraph has as many places in the text as it should, and no more if long.

    The longest spellings take their places first. So the words of a heading are not found within
    the paragraph that follows.
    """
    left = dict(times)
    runs = [(run, paragraph) for paragraph, each in spellings.items() for run in each if run]
    for run, paragraph in sorted(runs, key=lambda each: -len(each[0])):
        taken = min(left[paragraph], text.count(run))
        text = text.replace(run, TAKEN, taken)
        left[paragraph] -= taken
    recurs = any(
        run in text for run, paragraph in runs if len(paragraph.split()) > MAX_RECURRING_WORDS
    )
    return not recurs and not any(count for paragraph, count in left.items() if paragraph)


def _words(text: str) -> str:
    """The words of a text, each with a space before and after it, so that runs can be counted."""
    parted = _UNSPACED.sub(r" \g<0> ", plain_text(normalize("NFC", text)).casefold())
    return "".join(f" {word} " for word in _WORD.findall(parted))


def _spaced(text: str) -> str:
    return " ".join(normalize("NFC", text).split())


def _is_title_right(case: Record, found: Record) -> bool:
    titles = [case[key] or "" for key in ("title", "alt_title") if key in case]
    return any(IS_SAME["title"](title, found.get("title")) for title in titles)


def _are_authors_right(case: Record, found: Record) -> bool:
    """Whether the persons are right; where there is none, the credits may stand for them."""
    lists = [case["authors"], *case.get("alt_authors", ())]
    if not case["authors"]:
        lists.append(case.get("credits", ()))
    persons = found.get("persons", found.get("authors"))
    return any(IS_SAME["authors"](names, persons) for names in lists)


def _is_day_right(case: Record, found: Record) -> bool:
    days = [*case.get("any_of", [case["published"]])]
    if case.get("none_too"):
        days.append(None)
    return any((day or "")[:10] == (found.get("date") or "")[:10] for day in days)


FIELDS: Mapping[str, tuple[Sequence[str], Callable[[Record, Record], bool]]] = {
    "text": (("body", "never", "noglue"), _is_text_right),
    "title": (("title",), _is_title_right),
    "authors": (("authors",), _are_authors_right),
    "day": (("published",), _is_day_right),
}
"""Field → the keys by which a case states it, and whether a system has it right."""
