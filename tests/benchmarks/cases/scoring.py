"""Scores what a system made of a case, by one measure for all systems.

It looks at words, not at lines: each system has its own way to break lines, and to mark list items,
headings and the cells of tables.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from unicodedata import normalize

from newsbot.plain_text import plain_text
from tests.benchmarks.scoring import FIELDS as IS_SAME
from tests.benchmarks.scoring import Record

MAX_RECURRING_WORDS = 8
"""A paragraph of no more words may come again, e.g. as a heading or in a list."""

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
    """Whether every paragraph is in the text, none twice, and nothing that must not be.

    A paragraph is in the text if its words, letter case and signs aside, come there one after
    another, in one of the spellings that the case allows.
    """
    text = found.get("body") or ""
    body: Sequence[str] = case.get("body", ())
    others: Mapping[str, Sequence[str]] = case.get("alternatives", {})
    wanted, given = _words("\n".join(body)), _words(text)
    return all(
        _is_there([paragraph, *others.get(paragraph, ())], wanted, given) for paragraph in body
    ) and not any(
        _spaced(unwanted) in _spaced(text)
        for unwanted in (*case.get("never", ()), *case.get("noglue", ()))
    )


def _is_there(spellings: Sequence[str], wanted: str, given: str) -> bool:
    """Whether a paragraph comes as often as it should; the first spelling is that of the body."""
    runs = list(map(_words, spellings))
    times = max(map(given.count, runs))
    is_short = len(runs[0].split()) <= MAX_RECURRING_WORDS
    return times > 0 and (is_short or times <= wanted.count(runs[0]))


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
