"""Finds the text of a page's own article in the states of the page.

A state is a JSON value that a page contains for its scripts (see `states`). States also have texts
of other articles, e.g. of those that the page recommends.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from newsbot.extraction.body.elsewhere.json_values import (
    MAX_DEPTH,
    JsonError,
    read_prefix,
    values_in,
)
from newsbot.extraction.body.elsewhere.references import Named, named_objects, target
from newsbot.extraction.body.elsewhere.rich_text import is_teaser, rich_markup
from newsbot.extraction.page.text import count_words, word_key

# At most this many JSON values of a page are searched for texts.
MAX_VALUES = 200_000
# Many texts may be found in a page's JSON values. At most this many are turned into HTML: those
# that are most likely the text of the article.
MAX_TEXTS = 6
# A text with fewer characters than this is not taken for an article.
MIN_CHARACTERS = 80
MAX_TITLE_CHARACTERS = 400
# An object with the title of the article is taken for the article only if the title has at least
# this many letters. A short title, e.g. "News", may be that of another object too.
MIN_TITLE_LETTERS = 8
# A text with fewer words than this, under a key such as "title", is no headline, e.g. "Main menu".
MIN_TITLE_WORDS = 3
# Some objects have a title in several forms, e.g. {"title": {"raw": …, "html": …}}. If the object
# that stands in place of the title has more entries than this, it is not searched for a title.
MAX_FORMS = 8

_TEXT_KEY = re.compile(
    r"body|content|text|paragraph|blocks|elements|html|article|story|document|markup|markdown|copy"
    r"|components|sections|main|rendered|detail|description$|children|nodes|^json$|^value$"
)
_TITLE_KEY = re.compile(r"title|headline|^name$|^hed$")
_NOT_LETTERS = re.compile(r"[^a-z]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A text in the data of a page, e.g. in JSON for scripts, that may be the page's article."""

    markup: str
    """The text in the form of HTML, e.g. "<p>The ropeway …</p>"."""
    is_own: bool
    """Whether the text is surely this page's own: in the page's JSON, the page's title or URL
    stands beside the text."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A JSON value that may be the article's text, as a string or as a tree of objects."""

    value: object
    named: Named
    weight: int
    is_own: bool


def find_stories(
    states: Iterable[object], titles: Sequence[str], urls: Sequence[str]
) -> Iterator[Story]:
    """The texts in a page's JSON values `states` that may be its article, the likeliest first.

    Texts in objects that describe another article are left out: objects with a title and a URL that
    both differ from those of the page. `titles` and `urls` are those of the page.
    """
    keys = {key for key in map(word_key, titles) if len(key) >= MIN_TITLE_LETTERS}
    reader = _Reader(keys, {path for path in map(_path, urls) if path})
    for state in states:
        reader.read(state)
    found = sorted(reader.found, key=lambda each: (each.is_own, each.weight), reverse=True)
    for each in found[:MAX_TEXTS]:
        yield Story(markup=rich_markup(each.value, each.named), is_own=each.is_own)


class _Reader:
    """Collects all texts that may be the page's article from the JSON data in the page's scripts.

    `read` must be called once for each JSON value in the scripts. The argument is named `state`,
    because such a value is the state of a web application. In all JSON values together, at most
    MAX_VALUES inner values are read.
    """

    def __init__(self, titles: set[str], paths: set[str]) -> None:
        self.found: list[_Found] = []
        self._titles = titles
        self._paths = paths
        self._left = MAX_VALUES
        self._weights: dict[int, int] = {}
        self._kept: list[object] = []  # kept alive, so that the ids in `_weights` stay unique

    def read(self, state: object) -> None:
        self._kept.append(state)
        named = named_objects(state)
        todo: list[tuple[object, bool | None]] = [(state, None)]
        while todo and self._left > 0:
            value, is_own = todo.pop()
            self._left -= 1
            if isinstance(value, dict):
                is_own = self._belongs(value, around=is_own)
            for key, inner in _entries(value):
                opened = _opened(inner)
                if is_own is not False and _TEXT_KEY.search(key):
                    self._keep(opened, named, is_own=is_own is True)
                if isinstance(opened, dict | list):
                    self._kept.append(opened)
                    todo.append((opened, is_own))

    def _keep(self, value: object, named: Named, *, is_own: bool) -> None:
        weight = self._weight(value, named)
        if weight >= MIN_CHARACTERS:
            self.found.append(_Found(value, named, weight, is_own))

    def _belongs(self, value: Mapping[str, object], *, around: bool | None) -> bool | None:
        """Whether the object `value` describes the page's own article; None if this is not sure.

        An object with the title or the URL of the page describes the page's article. An object with
        another title and a URL of its own describes another article. For an object with another
        title and no URL, the result is None. An object without a title gets the result of the
        object that contains it, which is passed as `around`.
        """
        texts = list(_short_texts(value))
        if any(word_key(text) in self._titles for _, text in texts):
            return True
        if any(_path(text) in self._paths for _, text in texts if "/" in text):
            return True
        is_titled = any(
            _TITLE_KEY.search(key.lower()) and count_words(text) >= MIN_TITLE_WORDS
            for key, text in texts
        )
        if is_titled and is_teaser(value):
            return False
        return None if is_titled else around

    def _weight(self, value: object, named: Named, depth: int = MAX_DEPTH) -> int:
        """How many characters of running text are in a JSON value and in all values inside it.

        `named` has the objects to which references in the JSON lead, by name.
        """
        if isinstance(value, str):
            return len(value) if " " in value or not value.isascii() else 0
        value = target(value, named)
        if depth == 0 or not isinstance(value, dict | list):
            return 0
        if id(value) not in self._weights:
            self._weights[id(value)] = 0  # in case the object refers to itself
            self._weights[id(value)] = sum(
                self._weight(each, named, depth - 1) for each in values_in(value)
            )
        return self._weights[id(value)]


def _entries(value: object) -> Iterator[tuple[str, object]]:
    """Yields a key and a value for each entry of an object or list.

    Only the letters of a key are kept, in lower case. The key is "" for the entries of a list.
    """
    if isinstance(value, dict):
        for key, inner in value.items():
            yield _NOT_LETTERS.sub("", key.partition("(")[0].lower()), inner
    else:
        for inner in values_in(value):
            yield "", inner


def _short_texts(value: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Pairs of a key and a short text in a JSON object, e.g. ("title", "Ferry sails again").

    The text may also be in a small object under the key, as in {"title": {"raw": …}}.
    """
    for key, inner in value.items():
        if isinstance(inner, dict):
            texts = list(inner.values()) if len(inner) <= MAX_FORMS else []
        else:
            texts = [inner]
        for text in texts:
            if isinstance(text, str) and MIN_TITLE_LETTERS <= len(text) <= MAX_TITLE_CHARACTERS:
                yield key, text


def _opened(value: object) -> object:
    """The value; but for a text that is itself JSON, the value of this JSON."""
    if isinstance(value, str) and value[:1] in {"{", "["} and value[-1:] in {"}", "]"}:
        with suppress(JsonError):
            return read_prefix(value)[0]
    return value


def _path(url: str) -> str:
    """The path of a URL without a slash at the end; "" if it has none."""
    try:
        return urlsplit(url.strip()).path.rstrip("/")
    except ValueError:  # no valid URL, e.g. "http://["
        return ""
