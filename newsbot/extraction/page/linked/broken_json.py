"""Parses the invalid JSON of some pages, e.g. with missing brackets; skips what is not clear."""

import re
from html import unescape

_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
# Matches what is skipped before a value or key: white space, comments and semicolons.
_BETWEEN = re.compile(r"(?:[\s;\ufeff]+|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/|<!--|-->)*+")
_START = re.compile(r"""\{|\[(?=\s*[{\["'])""")
_BARE_KEY = re.compile(r"[\w@$]{1,40}(?=\s*:)")
# In a broken JSON object, something else may stand where a key should, e.g. a stray word. Then
# everything is skipped up to the next match of this pattern: a comma, quotation mark or bracket,
# after which the next key may follow.
_NEXT_KEY = re.compile(r"""[,"'\u201c{}\[\]]""")
_BARE_VALUE = re.compile(r"[^,}\]\n]+")
_QUOTES = {'"': '"', "'": "'", "\u201c": "\u201d"}
# A quotation mark ends a string only if what follows matches this pattern, e.g. a comma and the
# next key. Otherwise it is a part of the string that the page should have escaped.
_AFTER_STRING = re.compile(
    r"""\s*(?:[:}\];]|,\s*(?:["'\u201c{\[\d}\]-]|//|/\*|true\b|false\b|null\b|[\w@$]{1,40}\s*:|$)|["'][\w@:]{1,40}["']\s*:"""
    r"""|//|/\*|-->|$)"""
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_MEANT = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": ""}
_LITERALS = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None}
# Some scripts were escaped as a whole once too often: their strings begin with &quot; or \".
# Each pair is a pattern that recognises such a script, and a function that mends it.
_ESCAPED_QUOTES = (
    (re.compile(r"[{\[,]\s*&(?:quot|#34|#x22);"), unescape),
    (re.compile(r'[{\[,]\s*\\"'), lambda source: source.replace('\\"', '"')),
)


def broken_values(source: str, max_depth: int) -> list[object]:
    """The objects and lists in a text that is not valid JSON, one after the other.

    The text may have these errors: missing or superfluous commas; missing brackets at the end;
    comments, CDATA marks or semicolons; strings in single quotes, in escaped quotes or without
    quotes; line breaks in strings; code before the value, e.g. "var article = {…};". `ValueError`
    is raised if objects are nested deeper than `max_depth`.
    """
    source = _CDATA.sub(" ", source)
    for pattern, mended in _ESCAPED_QUOTES:
        if pattern.search(source):
            source = mended(source)
    reader = _Reader(source, max_depth)
    values = []
    while (start := _START.search(source, reader.place)) is not None:
        reader.place = start.start()
        values.append(reader.value(0))
    return values


class _Reader:
    """Reads JSON values from a text. `place` is the position of the next character to be read."""

    def __init__(self, source: str, max_depth: int) -> None:
        self._source = source
        self._max_depth = max_depth
        self.place = 0

    def value(self, depth: int) -> object:
        """Reads the value that begins at `place`; None if none begins there.

        `depth` is the number of objects and lists around the value.
        """
        if depth > self._max_depth:
            raise ValueError(f"nested deeper than {self._max_depth}")
        sign = self._next()
        if sign == "{":
            return self._object(depth)
        if sign == "[":
            return self._list(depth)
        if sign in _QUOTES:
            return self._string(_QUOTES[sign])
        return self._bare()

    def _next(self) -> str:
        """Skips white space and comments; returns the next character, "" at the end of the text."""
        between = _BETWEEN.match(self._source, self.place)
        self.place = self.place if between is None else between.end()
        return self._source[self.place : self.place + 1]

    def _object(self, depth: int) -> dict[str, object]:
        self.place += 1
        found: dict[str, object] = {}
        while (sign := self._next()) not in ("", "}", "]"):
            key = None if sign == "," else self._key(sign)
            if sign == ",":
                self.place += 1
            elif key is None:
                unread = _NEXT_KEY.search(self._source, self.place + 1)
                self.place = len(self._source) if unread is None else unread.start()
            elif self._next() == ":":
                self.place += 1
                found.setdefault(key, self.value(depth + 1))
        self.place += sign == "}"
        return found

    def _key(self, sign: str) -> str | None:
        if sign in _QUOTES:
            return self._string(_QUOTES[sign])
        bare = _BARE_KEY.match(self._source, self.place)
        if bare is None:
            return None
        self.place = bare.end()
        return bare[0]

    def _list(self, depth: int) -> list[object]:
        self.place += 1
        found: list[object] = []
        while (sign := self._next()) not in ("", "]", "}"):
            start = self.place
            if sign != ",":
                found.append(self.value(depth + 1))
            self.place = max(self.place, start + (self.place == start))
        self.place += sign == "]"
        return found

    def _string(self, quote: str) -> str:
        start = self.place = self.place + 1
        end = len(self._source)
        while self.place < end:
            sign = self._source[self.place]
            if sign == quote and _AFTER_STRING.match(self._source, self.place + 1):
                break
            self.place += 2 if sign == "\\" else 1
        text = self._source[start : self.place]
        self.place = min(self.place + 1, end)
        return _ESCAPE.sub(_unescaped, text)

    def _bare(self) -> object:
        bare = _BARE_VALUE.match(self._source, self.place)
        if bare is None:
            return None
        self.place = bare.end()
        text = bare[0].strip()
        if re.fullmatch(r"-?\d{1,20}", text):
            return int(text)
        return _LITERALS.get(text, text)


def _unescaped(escape: re.Match[str]) -> str:
    sign = escape[1]
    return chr(int(sign[1:], 16)) if len(sign) > 1 else _MEANT.get(sign, sign)
