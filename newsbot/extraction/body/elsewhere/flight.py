"""Reads pages in Flight, the data format of React Server Components.

Next.js writes the data into scripts, in pieces: `self.__next_f.push([1,"…"])`. The joined pieces
are rows. A row has a number and a colon, and then either JSON or a text with its length in bytes:
`9:T1f,<p>The ropeway …</p>`. In the JSON, an element of the page is a list:
`["$","p",null,{"children":"The ropeway …"}]`. The string "$9" stands for the text of row 9.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from newsbot.extraction.body.elsewhere.json_values import JsonError, read_prefix

# Next.js puts the data of a page into its scripts, in a format called Flight. At most this many
# JSON values of these data are turned into HTML.
MAX_VALUES = 200_000

_PUSH = re.compile(r"__next_f\s*\.push\(\s*")
_ROW = re.compile(rb"([0-9a-f]{0,8}):(?:T([0-9a-f]{1,8}),|([A-Z]{0,2}))")
_TEXT = re.compile(r"\$[0-9a-f]+")
_REFERENCE = re.compile(r"\$(?:[A-Z@]|undefined\b|[0-9a-f]+:)\S*")
_TAG = re.compile(r"[a-z][a-z0-9]{0,20}(?:-[a-z0-9]+)*")
_VOID = frozenset(("br", "hr", "img", "input", "link", "meta", "source", "wbr"))
_UNSEEN = frozenset(("head", "script", "style", "template", "title"))
_ELEMENT_LENGTH = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Flight:
    """The data that a page made with the web framework Next.js has in its scripts.

    The format of the data is called Flight. It has rows of two kinds: some hold JSON, others plain
    text.
    """

    values: list[object]
    """The JSON values that Next.js has put into the scripts of the page, in their order there."""
    texts: Mapping[str, str]
    """The number of a row of Flight data → the text in this row. Flight is the format in which
    Next.js sends a page's contents, in numbered rows. The number is given in hexadecimal digits,
    e.g. "1f"."""


def pushed(script: str) -> Iterator[str]:
    """The pieces of Flight data in a script: the strings that the script gives to `__next_f.push`.

    Flight data is the format in which Next.js sends the contents of React Server Components.
    """
    for push in _PUSH.finditer(script):
        try:
            value, _ = read_prefix(script, push.end())
        except JsonError:
            continue
        if isinstance(value, list):
            yield from (each for each in value[1:] if isinstance(each, str))


def read_flight(data: str) -> Flight:
    """Parses the rows of Flight data, the data format of React Server Components.

    Rows that cannot be read are left out. `data` is all pieces of data of one page, joined.
    """
    source, start = data.encode(errors="replace"), 0
    values: list[object] = []
    texts: dict[str, str] = {}
    while row := _ROW.match(source, start):
        if row[2]:
            end = row.end() + int(row[2], 16)
            texts[row[1].decode()] = source[row.end() : end].decode(errors="replace")
        else:
            line_end = source.find(b"\n", row.end())
            end = len(source) if line_end < 0 else line_end
            if not row[3]:  # rows with a letter, e.g. "I", are no content
                values += _read(source[row.end() : end].decode(errors="replace"))
        start = end + 1 if source[end : end + 1] == b"\n" else end
    return Flight(values=values, texts=texts)


def flight_markup(flight: Flight) -> str:
    """Makes HTML from the data that the framework Next.js has put into the scripts of a page.

    `flight` holds these data, parsed. Flight is the name of their format: see the top of this
    module.
    """
    return _Writer(flight.texts).write(flight.values)


def _read(source: str) -> list[object]:
    try:
        return [read_prefix(source)[0]]
    except JsonError:
        return []


class _Writer:
    """Writes the JSON values in Flight data as HTML; stops after MAX_VALUES values.

    Flight is the data format of React Server Components.
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._left = MAX_VALUES

    def write(self, value: object) -> str:
        """The HTML of a JSON value that stands for an element, a text, or a list of both."""
        self._left -= 1
        if self._left < 0:
            return ""
        if isinstance(value, str):
            return escape(self._text(value), quote=False)
        if not isinstance(value, list):
            return ""
        if value[:1] == ["$"] and len(value) >= _ELEMENT_LENGTH:
            return self._element(value[1], value[3])
        return "".join(map(self.write, value))

    def _element(self, tag: object, props: object) -> str:
        """The HTML of an element of the page.

        For a React component, which is no HTML element, the result is only the HTML of its
        children.
        """
        if not isinstance(props, dict) or tag in _UNSEEN:
            return ""
        inner = self.write(props.get("children"))
        html = props.get("dangerouslySetInnerHTML")
        if isinstance(html, dict) and isinstance(html.get("__html"), str):
            inner += self._text(html["__html"])
        if not isinstance(tag, str) or not _TAG.fullmatch(tag):
            elements = (each for key, each in props.items() if key != "children")
            return inner + "".join(self.write(each) for each in elements if _has_elements(each))
        if tag in _VOID:
            return f"<{tag}>"
        names = " ".join(
            f'{name}="{escape(props[key])}"'
            for name, key in (("class", "className"), ("id", "id"), ("href", "href"))
            if isinstance(props.get(key), str)
        )
        return f"<{tag} {names}>{inner}</{tag}>"

    def _text(self, value: str) -> str:
        """The text that a string in Flight data stands for.

        The string "$9" stands for the text of row 9. Other references, e.g. "$L4" to a component,
        give "". A string that is no reference stands for itself.
        """
        if value.startswith("$$"):
            return value[1:]
        if _TEXT.fullmatch(value):
            return self._texts.get(value[1:], "")
        return "" if _REFERENCE.fullmatch(value) else value


def _has_elements(value: object) -> bool:
    return isinstance(value, list) and (
        value[:1] == ["$"] or any(isinstance(each, list) and each[:1] == ["$"] for each in value)
    )
