"""Text as it may be stored, logged and shown: nothing in it is refused, obeyed or hidden.

Every text from outside goes through here before it enters a row, a log or a terminal. What scripts
need stays: the joiners U+200C and U+200D, soft hyphens, and the marks that tell a direction without
changing the order of what follows (U+200E, U+200F, U+061C).
"""

import re
from collections.abc import Iterator

ELLIPSIS = "\u2026"

# Sequences that a terminal obeys (ECMA-48): control strings (a window's title, a link) with their
# content, and CSI (colours, cursor). Of all others only the control goes: alone in a page's text it
# is a slip, or a quotation mark of windows-1252 read as latin-1, and what follows is the text.
_SEQUENCE = re.compile(
    r"\x1b[\]PX^_][^\x07\x1b\n]{0,2000}(?:\x07|\x1b\\) | \x1b\[[0-?]*[\x20-/]*[@-~]", re.VERBOSE
)
_LINE_END = re.compile("[\x85\u2028\u2029]")
_SPACE = re.compile("[\x0b\x0c\x1c-\x1f]")
# Controls; embeddings, overrides and isolates of the bidirectional algorithm (UAX 9), by which a
# text reads otherwise than it is; surrogates, which UTF-8 refuses; noncharacters.
_REMOVED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    "\ufffe\uffff]"
)
# Those of the other planes: one class with them would take ten times as long to search for.
_HIGH = re.compile("[\U0001fffe-\U0010ffff]")
_LAST_OF_PLANE = 0xFFFE

# An exception whose text is made of its arguments alone.
_OF_ITS_ARGUMENTS = {BaseException.__str__, OSError.__str__, KeyError.__str__}

# All that any of these find, and with the planes beyond emoji more.
_ODD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\U0001fffe-\U0010ffff]"
)


def plain_text(text: str) -> str:
    """`text` without control characters but newline and tab, and without what reorders it.

    Also without escape sequences, lone surrogates and noncharacters. Every line ends in a newline
    alone; other spacing controls (form feed) are spaces. What is plain comes back as it is.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _ODD.search(text) is None:
        return text
    lines = _LINE_END.sub("\n", _SEQUENCE.sub("", text))
    return _HIGH.sub(_high, _REMOVED.sub("", _SPACE.sub(" ", lines)))


def _high(found: re.Match[str]) -> str:
    return "" if ord(found[0]) & _LAST_OF_PLANE == _LAST_OF_PLANE else found[0]


def one_line(text: str, limit: int) -> str:
    """`text` as one tidy line of at most `limit` characters, for a detail, a log or a terminal."""
    return cut(" ".join(plain_text(text).split()), limit)


def words_of(error: BaseException) -> str:
    """What an exception says, without the notation of Python around it; else its kind's name.

    Libraries put tuples, bytes and lists of other exceptions into the texts of theirs.
    """
    # Twisted's: each has a value. What Scrapy made of them has their text as Python writes it.
    reasons = getattr(error, "reasons", None)
    if reasons:
        return "; ".join(dict.fromkeys(words_of(each.value).rstrip(".") for each in reasons))
    cause = error.__cause__
    if cause is not None and getattr(cause, "reasons", None):
        return words_of(cause)
    says_its_arguments = type(error).__str__ in _OF_ITS_ARGUMENTS
    text = ": ".join(_words(error.args)) if says_its_arguments else str(error)
    return " ".join(text.split()) or re.sub(r"(?<!^)(?=[A-Z][a-z])", " ", type(error).__name__)


def _words(value: object) -> Iterator[str]:
    if isinstance(value, bytes):
        yield value.decode("latin-1")
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _words(each)
    elif value is not None and value != "":
        yield str(value)


def cut(text: str, limit: int) -> str:
    """`text` if it has at most `limit` characters, else its beginning, cut at a word, and "…"."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    # A word longer than half the limit is cut in itself.
    whole_words = kept if text[limit - 1].isspace() else kept.rpartition(" ")[0]
    return (whole_words if 2 * len(whole_words) > limit else kept).rstrip() + ELLIPSIS
