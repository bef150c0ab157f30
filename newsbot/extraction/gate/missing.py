"""Recognises pages that say that there is nothing at their URL, though their status is 200."""

import re
from collections.abc import Sequence

import regex
from lxml.html import HtmlElement

from newsbot.extraction.gate.stated import is_article_about, is_dated
from newsbot.extraction.gate.wording import pattern
from newsbot.extraction.metadata.reading import Statements
from newsbot.extraction.page.text import count_words

# A line of more words than this is not searched for phrases such as "not found". A long line may
# say of something other than the page that it was not found.
MAX_LINE_WORDS = 15
# A line says of its own page that it was not found only if at least this share of its characters is
# in the phrase: all of "Page not found", but little of "Why 'page not found' became a joke".
MIN_SHARE = 0.5
# A phrase such as "not found" that has more characters than this does not speak of its own page:
# "The page of history on which she writes does not exist".
MAX_CHARACTERS = 50

_NUMBER = (
    r"^\W*<error>?\W*404\b(?:\W*$|\W+(?:<after_404>|-|\|))"
    r"|^\W*(?:http\W+|<error>\W+){0,2}(?:404|410)\W*<error>?\W*$|\(404\)"
)
_NOT_FOUND = "<not_found>"
# Matches the signs between the parts of a title. The sign "\u00bb" is not matched if it ends a
# quotation.
_BETWEEN_PARTS = regex.compile(
    r"\s*[|\u00b7\u2022]\s*|\s+[-\u2013\u2014]\s+|(?<!\u00ab.*)\s+\u00bb\s+"
)
# Matches the rest of a word of which a phrase such as "not found" matched only the beginning. In
# Indian scripts, the rest may contain vowel signs. The phrase's own pattern stops before such a
# sign, because \w in `re` does not match it.
_REST_OF_WORD = regex.compile(r"[\w\p{M}]*")
# Classes and ids of the page that WordPress, Drupal, Shopify, Joomla and the like show in place of
# a missing one. They stand on <body> or on the element around the heading.
_NAMES = {
    "error404", "error-404", "error_404", "page-404", "page404", "is-404", "template-404",
    "not-found", "notfound", "not_found", "page-not-found", "page_not_found", "pagenotfound",
    "path-404", "http-404", "error-page-404", "page-error-404", "page-node-404", "e404",
}  # fmt: skip
_GONE = {"404", "410"}
_OF_FRAMEWORK = re.compile(r'"page"\s*:\s*"/(?:404|_error)"')


def not_found(tree: HtmlElement, said: Statements, lines: Sequence[str]) -> str | None:
    """The text with which a page says that it was not found; None if it does not say so.

    The text is the page's title, a heading, or the first line of its body, or else the name of a
    class or state that only such pages have. `lines` are the page's body.
    """
    head = said.head
    stated = (head.title, *head.headings, head.first("og:title"), *lines[:1])
    short = (line for line in stated if line and count_words(line) <= MAX_LINE_WORDS)
    found = next(filter(_tells_of_itself, short), None)
    if found is not None:
        return None if is_article_about(pattern(_NOT_FOUND), said) else found
    return None if said.linked is not None or is_dated(said) else _mark(tree)


def _tells_of_itself(line: str) -> bool:
    """Whether a part of a line, e.g. all of a title but the site's name, says "not found"."""
    parts = _BETWEEN_PARTS.split(line)
    return any(pattern(_NUMBER).search(part) for part in (line, *parts)) or any(
        length >= MIN_SHARE * len(part) for part in parts if (length := _notice_length(part))
    )


def _notice_length(part: str) -> int:
    """The length in characters of the phrase such as "not found" in `part`; 0 without one.

    `part` is a part of a line, e.g. of a title.
    """
    found = pattern(_NOT_FOUND).search(part)
    if found is None or ":" in found[0] or len(found[0]) > MAX_CHARACTERS:
        return 0
    rest = _REST_OF_WORD.match(part, found.end())
    return len(found[0]) + (len(rest[0]) if rest else 0)


def _mark(tree: HtmlElement) -> str | None:
    """The name of a class, id or state that only pages for missing pages have; None without one."""
    for meta in tree.iter("meta"):
        name = (meta.get("name") or "").casefold()
        if name == "prerender-status-code" and meta.get("content", "").strip() in _GONE:
            return name
    places = (next(tree.iter(tag), None) for tag in ("h1", "h2", "body"))
    place = next((each for each in places if each is not None), None)
    for element in () if place is None else (place, *place.iterancestors()):
        names = f"{element.get('class') or ''} {element.get('id') or ''}".casefold().split()
        if named := _NAMES.intersection(names):
            return min(named)
    state = tree.find('.//script[@id="__NEXT_DATA__"]')
    is_error = state is not None and _OF_FRAMEWORK.search(state.text or "")
    return "__NEXT_DATA__" if is_error else None
