"""The states of a page: JSON values in which frameworks keep what their scripts show.

They stand in scripts of type application/json (`__NEXT_DATA__` of Next.js, `__NUXT_DATA__`,
transfer states of Angular, SvelteKit), in assignments (`window.__INITIAL_STATE__ = {…}`,
`__APOLLO_STATE__`, `Fusion.globalContent`), and in attributes of elements (`data-page` of Inertia,
`props` of Astro).
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import unquote

from lxml.html import HtmlElement

from newsbot.extraction.body.elsewhere.flattened import is_flattened, unflattened
from newsbot.extraction.body.elsewhere.flight import flight_markup, pushed, read_flight
from newsbot.extraction.body.elsewhere.javascript import read_call, read_literal
from newsbot.extraction.body.elsewhere.json_values import JsonError, read_prefix

MAX_CHARACTERS = 1_000_000
"""A script or attribute with more characters than this is not read."""
# At most this many characters of scripts and attributes are read on one page.
MAX_CHARACTERS_OF_PAGE = 3_000_000
# A script or attribute with fewer characters than this has no article in it, and is not read.
MIN_CHARACTERS = 300
# A JSON value may begin at many places in a script, e.g. after each "=". At most this many of these
# places are tried.
MAX_TRIES = 40
# A value in a script that is no valid JSON is read as a JavaScript literal, which takes longer. To
# save time, at most this many values of a script are read in this way. Further values that are no
# valid JSON are left out.
MAX_LITERALS = 4

# Matches what stands in a script just before a JSON value. Before "{" or "[", this is "=", "(", ","
# or the word "return". Before a string, it is "=", "(" or "," followed by "JSON.parse(".
_BEGINS = re.compile(r"(?:=|\(|,|\breturn\b)\s*(?=[\[{])|(?:=|\(|,)\s*JSON\.parse\(\s*(?=[\"'`])")
_CALLED = re.compile(r"=\s*(?=\(\s*function\s*\([\w$,\s]*\)\s*\{)")
_ANGULAR = {"&q;": '"', "&s;": "'", "&l;": "<", "&g;": ">", "&a;": "&"}


@dataclass(frozen=True, slots=True, kw_only=True)
class States:
    """The data that a page contains for its scripts: JSON values, and HTML that is sent as data."""

    values: list[object]
    """The JSON values, in page order; values that cannot be read are left out."""
    markup: str
    """The HTML made of the data that React Server Components have in the page's scripts; "" if the
    page has no such data."""
    is_whole: bool
    """False if a script or attribute of the page was left out because it is too long; otherwise
    True."""


def read_states(tree: HtmlElement) -> States:
    """The data that the page contains for its scripts.

    At most MAX_CHARACTERS_OF_PAGE characters of scripts and attributes are read.
    """
    left = MAX_CHARACTERS_OF_PAGE
    is_whole = True
    values: list[object] = []
    pieces: list[str] = []
    for source, is_script in _sources(tree):
        if len(source) > min(left, MAX_CHARACTERS):
            is_whole = False
            continue
        left -= len(source)
        if source[0] in "[{":
            values += _whole(source)
        elif "__next_f" in source:
            pieces += pushed(source)
        elif is_script:
            values += _assigned(source)
    flight = read_flight("".join(pieces))
    return States(values=[*values, *flight.values], markup=flight_markup(flight), is_whole=is_whole)


def _sources(tree: HtmlElement) -> Iterator[tuple[str, bool]]:
    """Yields the texts of scripts, each with True, and attributes that may be JSON, with False."""
    for element in tree.iter("script"):
        source = (element.text or "").strip()
        is_read = "ld+json" not in (element.get("type") or "")
        is_long = len(source) >= MIN_CHARACTERS or "__next_f" in source
        if is_read and source and is_long:
            yield source, True
    for element in tree.iter():
        for value in element.attrib.values():
            if len(value) >= MIN_CHARACTERS:
                text = unquote(value) if value[:3] in {"%7B", "%5B"} else value.strip()
                if text[:1] in {"[", "{"}:
                    yield text, False


def _whole(source: str) -> Iterator[object]:
    """Yields the value of a text that is one JSON value; nothing if the text cannot be read."""
    if "&q;" in source:
        for escaped, sign in _ANGULAR.items():
            source = source.replace(escaped, sign)
    try:
        value, _ = read_prefix(source)
    except JsonError:
        return
    yield unflattened(value) if is_flattened(value) else value


def _assigned(source: str) -> Iterator[object]:
    """The values that a script assigns to variables, returns, or gives to functions."""
    if called := _CALLED.search(source):
        with suppress(JsonError):
            yield read_call(source[called.end() :])
    end = literals = 0
    for _ in range(MAX_TRIES):
        begins = _BEGINS.search(source, end)
        if begins is None:
            return
        end = begins.end()
        try:
            value, end = read_prefix(source, end)
        except JsonError:
            literals += 1
            value = _literal(source[end:]) if literals <= MAX_LITERALS else None
        if isinstance(value, str):
            yield from _whole(value.strip())
        elif value is not None:
            yield value


def _literal(source: str) -> object:
    """The value of the JavaScript literal at the beginning of `source`; None if there is none."""
    try:
        return read_literal(source)
    except JsonError:
        return None
