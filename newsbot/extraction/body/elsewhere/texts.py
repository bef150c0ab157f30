"""Turns text whose form is unknown (plain text, HTML or Markdown) into HTML with paragraphs.

Such texts stand in JSON-LD (`articleBody`) and in the JSON of frameworks.
"""

import re
from html import escape, unescape

# A text of one line and of at least this many characters is searched for the places where
# paragraphs were joined without a space.
LONG_LINE = 400
# How many times a text is unescaped at most. Some pages escape the HTML of a text twice.
ESCAPED_TIMES = 2

_BLOCK = re.compile(
    r"<(?:p|div|h[1-6]|ul|ol|li|br|hr|blockquote|section|article|table|figure|pre)(?=[\s/>])",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_ESCAPED_TAG = re.compile(r"&(?:amp;)*lt;/?[a-zA-Z]")
# Line ends, also written as "\n" by pages that escape them twice, and the two wide spaces with
# which Chinese and Japanese paragraphs begin.
_LINE_END = re.compile(r"(?:[\r\n\x85\u2028\u2029]|\\r|\\n|\u3000\u3000)+")
# The signs that may close a quotation or bracket at the end of a paragraph. In German, U+201C is
# one of them too; in English it opens a quotation.
_CLOSING = r"\"\u201d\u00bb\u2019)"
# Each of the two patterns matches a place where two paragraphs were joined without a space, e.g.
# "night.The" in "late on Thursday night.The buildings". The second pattern is for German, in which
# the sign U+201C closes a quotation.
_JOINED, _JOINED_GERMAN = (
    re.compile(
        rf"(\w\w[.!?\u2026][{closing}]?)([\"\u201c\u201e\u00ab\u2018(]?\w)(?=[\w\u2019']*\s)"
    )
    for closing in (_CLOSING, rf"{_CLOSING}\u201c")
)
_MARKDOWN = re.compile(r"\]\((?:https?:|/|#)[^()\s]*\)|^#{1,6} \S|\*\*\S", re.MULTILINE)
_MARKDOWN_IMAGE = re.compile(r"!\[[^\[\]\n]{0,1000}\]\([^()\n]{0,1000}\)")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]\n]{1,1000})\]\([^()\n]{0,1000}\)")
_MARKDOWN_STRONG = re.compile(r"(\*\*|__)(?=\S)([^\n]{1,200}?)(?<=\S)\1")
_MARKDOWN_HEADING = re.compile(r"^#{1,6} +(.*?)[ #]*$")
_MARKDOWN_ITEM = re.compile(r"^[-*+] +(.*)$")


def markup(text: str) -> str:
    """The text as HTML in which each of its paragraphs is an element of its own."""
    text = unescaped(text)
    if has_blocks(text):
        return text
    if _MARKDOWN.search(text):
        return _from_markdown(text)
    return "".join(f"<p>{inline(line)}</p>" for line in lines_of(text))


def inline(text: str) -> str:
    """Turns a text into HTML that can stand in a paragraph.

    If the text has HTML tags, even escaped ones such as "&lt;b&gt;", they become tags of the
    result. In any other text, signs such as "<" are escaped, and line ends become <br>.
    """
    text = unescaped(text)
    return text if _TAG.search(text) else escape(unescape(text), quote=False).replace("\n", "<br>")


def has_blocks(text: str) -> bool:
    """Whether the text is HTML with paragraphs, headings, line breaks or the like."""
    return _BLOCK.search(text) is not None


def unescaped(text: str) -> str:
    """The HTML in `text` if its tags are escaped ("&lt;p&gt;"); else `text` unchanged."""
    for _ in range(ESCAPED_TIMES):
        if _TAG.search(text) or not _ESCAPED_TAG.search(text):
            break
        text = unescape(text)
    return text


def lines_of(text: str) -> list[str]:
    """The paragraphs of a plain text, each on one line."""
    lines = [line.strip() for line in _LINE_END.split(text)]
    lines = [line for line in lines if line]
    if len(lines) == 1 and len(lines[0]) >= LONG_LINE:
        joined = _JOINED_GERMAN if "\u201e" in lines[0] else _JOINED
        lines = joined.sub(_parted, lines[0]).split("\n")
    return lines


def _parted(found: re.Match[str]) -> str:
    """The matched text, with a line end after the full stop if two paragraphs were joined there.

    They were joined if two small letters stand before the full stop and a capital after it, as in
    "night.The". So "U.S.Army" and "3.5" stay as they are.
    """
    is_joined = found[1][:2].islower() and found[2][-1].isupper()
    return f"{found[1]}\n{found[2]}" if is_joined else found[0]


def _from_markdown(text: str) -> str:
    """The HTML of a text that is written in Markdown: its paragraphs, headings and list items."""
    text = _MARKDOWN_LINK.sub(r"\1", _MARKDOWN_IMAGE.sub("", text))
    text = _MARKDOWN_STRONG.sub(r"\2", text)
    return "".join(map(_from_markdown_line, lines_of(text)))


def _from_markdown_line(line: str) -> str:
    if found := _MARKDOWN_HEADING.match(line):
        return f"<h2>{inline(found[1])}</h2>"
    if found := _MARKDOWN_ITEM.match(line):
        return f"<ul><li>{inline(found[1])}</li></ul>"
    return f"<p>{inline(line)}</p>"
