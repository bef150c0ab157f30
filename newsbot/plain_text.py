"""Text as it may be stored, logged and shown: nothing in it is refused, obeyed or hidden.

Every text from outside goes through here before it enters a row, a log or a terminal. What scripts
need stays: the joiners U+200C and U+200D, soft hyphens, and the marks that tell a direction without
changing the order of what follows (U+200E, U+200F, U+061C).
"""

import re

ELLIPSIS = "\u2026"

# Sequences that a terminal obeys (ECMA-48): control strings (a window's title, a link) with their
# content, and CSI (colours, cursor). Of all others only the control goes: alone in a page's text it
# is a slip, or a quotation mark of windows-1252 read as latin-1, and what follows is the text.
_SEQUENCE = re.compile(
    r"\x1b[\]PX^_][^\x07\x1b\n]{0,2000}(?:\x07|\x1b\\) | \x1b\[[0-?]*[\x20-/]*[@-~]", re.VERBOSE
)
_LINE_END = re.compile("\r\n?|[\x85\u2028\u2029]")
_SPACE = re.compile("[\x0b\x0c\x1c-\x1f]")
_PLANES = range(0, 0x110000, 0x10000)
# Controls; embeddings, overrides and isolates of the bidirectional algorithm (UAX 9), by which a
# text reads otherwise than it is; surrogates, which UTF-8 refuses; noncharacters.
_NONCHARACTERS = "".join(chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in _PLANES)
_REMOVED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    f"{_NONCHARACTERS}]"
)
_ODD = re.compile(f"{_REMOVED.pattern}|{_SPACE.pattern}|{_LINE_END.pattern}")


def plain_text(text: str) -> str:
    """`text` without control characters but newline and tab, and without what reorders it.

    Also without escape sequences, lone surrogates and noncharacters. Every line ends in a newline
    alone; other spacing controls (form feed) are spaces. What is plain comes back as it is.
    """
    if _ODD.search(text) is None:
        return text
    lines = _LINE_END.sub("\n", _SEQUENCE.sub("", text))
    return _REMOVED.sub("", _SPACE.sub(" ", lines))


def one_line(text: str, limit: int) -> str:
    """`text` as one tidy line of at most `limit` characters, for a detail, a log or a terminal."""
    return cut(" ".join(plain_text(text).split()), limit)


def cut(text: str, limit: int) -> str:
    """`text` if it has at most `limit` characters, else its beginning, cut at a word, and "…"."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    # A word longer than half the limit is cut in itself.
    whole_words = kept if text[limit - 1].isspace() else kept.rpartition(" ")[0]
    return (whole_words if 2 * len(whole_words) > limit else kept).rstrip() + ELLIPSIS
