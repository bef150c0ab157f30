"""Escapes plain text for Markdown, so that none of its characters are taken for markup.

The characters to escape are those of CommonMark (https://spec.commonmark.org/0.31.2/) and of the
tables and strikethroughs of GitHub Flavored Markdown (https://github.github.com/gfm/).
"""

import re

# Matches each sign that begins or ends markup in Markdown, e.g. "*", at any place in a line. Three
# signs are matched only in some places: "<" before a tag's name, "&" before a name or number and
# ";", as in "&amp;", and "_" except between two letters or digits, as in "a_b".
_SIGNS = re.compile(
    r"[\\`*\[\]~] | <(?=[a-zA-Z/!?]) | &(?=\#?\w+;) | (?<![^\W_])_ | _(?![^\W_])", re.VERBOSE
)
# Matches each character with which a match of _SIGNS may begin. Most texts have no such character,
# and need not be searched with _SIGNS, which would take ten times as long.
_MAY_BE_SIGN = re.compile(r"[\\`*\[\]~<&_]")
# Matches the sign or number at the beginning of a line that would make the line a heading, a quote
# or an item of a list.
_AT_START = re.compile(r"(\#{1,6}(?=\s|$)|>|[-+](?=\s|$)|\d{1,9}(?=[.)](?:\s|$)))")
_OF_LINK = re.compile(r"[()\\&]")
# Signs that would end a link, or a cell of a table, in the middle of a URL → the percent codes that
# are written in place of them.
_ENCODED = {sign: f"%{ord(sign):02X}" for sign in "<>|` \"'"}
_CODES = str.maketrans(_ENCODED)


def escaped(text: str) -> str:
    r"""The text with a backslash before each sign of Markdown, e.g. "2 \* 3"."""
    return text if _MAY_BE_SIGN.search(text) is None else _SIGNS.sub(r"\\\g<0>", text)


def escaped_start(line: str) -> str:
    r"""The line, escaped so that its beginning does not make it a heading, a quote or a list item.

    Examples of results are "\# 7" and "1\. FC". The other signs of the line must be escaped
    already.
    """
    found = _AT_START.match(line)
    if found is None:
        return line
    sign = found[0]
    return f"{sign}\\{line[len(sign) :]}" if sign[0].isdigit() else f"\\{line}"


def escaped_url(url: str) -> str:
    """The URL as it is written in a Markdown link, with backslashes before brackets."""
    return _OF_LINK.sub(r"\\\g<0>", url.translate(_CODES))
