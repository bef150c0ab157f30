"""Removes characters from texts that PostgreSQL refuses, terminals obey or nobody can see.

Every text from outside passes through this module before it is stored, logged or shown. Some
invisible characters are kept, because writing systems need them: the joiners U+200C and U+200D, and
the direction marks that do not reorder the following text (U+200E, U+200F, U+061C).
"""

import re
from collections.abc import Iterator

ELLIPSIS = "\u2026"
INVISIBLE = "\u00ad\u200b\u2060-\u2064\u206a-\u206f\ufeff"
"""Characters that say where a line may break or that show nothing, as part of a regular expression.

They are the soft hyphen, the zero-width space, the word joiner, the invisible signs of formulas,
the deprecated signs from U+206A to U+206F, and the byte order mark. They are removed from texts: a
search for a word does not find the word if such a character is in it.
"""

# Matches escape sequences (ECMA-48) that are removed as a whole: control strings (window titles,
# links) and CSI sequences (colours, cursor). Other escape sequences lose only their control
# character, and the characters after it are kept as text. In a page such a control character is a
# mistake, or a quotation mark of windows-1252 that was decoded as latin-1.
_SEQUENCE = re.compile(
    r"\x1b[\]PX^_][^\x07\x1b\n]{0,2000}(?:\x07|\x1b\\) | \x1b\[[0-?]*[\x20-/]*[@-~]", re.VERBOSE
)
_LINE_END = re.compile("[\x85\u2028\u2029]")
_SPACE = re.compile("[\x0b\x0c\x1c-\x1f]")
# Matches characters that are removed: control characters; embeddings, overrides and isolates of the
# bidirectional algorithm (UAX 9), which change the order in which text is shown; surrogates, which
# cannot be encoded in UTF-8; noncharacters; and the characters in INVISIBLE.
_REMOVED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    f"\ufffe\uffff{INVISIBLE}]"
)
# Matches all characters from U+1FFFE on, of which only some are noncharacters. The function `_high`
# removes only the noncharacters. A pattern that matches nothing else would take ten times as long.
_HIGH = re.compile("[\U0001fffe-\U0010ffff]")
_LAST_OF_PLANE = 0xFFFE

# The `__str__` methods that show the arguments of an exception as Python literals, e.g. as "(b'x',
# 1)". The function `words_of` does not call such a method, but joins the arguments itself.
_OF_ITS_ARGUMENTS = {BaseException.__str__, OSError.__str__, KeyError.__str__}

# Matches every character that the function `plain_text` may have to remove or replace. Nearly all
# texts have no such character, and need no other search than this one.
_ODD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    f"\U0001fffe-\U0010ffff{INVISIBLE}]"
)

# Matches a text that spreadsheets take for a formula, which may send data elsewhere.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")  # noqa: RUF001 - spreadsheets take these too


def without_formula(text: str) -> str:
    """The text for a cell of a CSV file, in which no spreadsheet takes it for a formula.

    An apostrophe is put before a text that begins like a formula (see OWASP, "CSV Injection"). A
    text that already has apostrophes before the sign gets one more. So a reader can always remove
    the first apostrophe.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def plain_text(text: str) -> str:
    """The text without characters that cannot be stored, or are not meant to be seen.

    Escape sequences, lone surrogates and noncharacters are removed. So are characters that change
    the order in which text is shown, the characters in INVISIBLE, e.g. soft hyphens, and all
    control characters but newline and tab. All line ends become newlines. Other white space
    characters, such as form feed, become spaces.
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
    """The text as one line of plain text, cut to at most `limit` characters."""
    return cut(" ".join(plain_text(text).split()), limit)


def words_of(error: BaseException) -> str:
    """The message of an exception, without Python's notation for tuples, lists and bytes.

    This notation occurs because many libraries pass tuples, lists, bytes or other exceptions as
    arguments to their exceptions. For an exception without a message, the result is the name of its
    class, in words.
    """
    # Some exceptions of Twisted have the attribute `reasons`, a list of failures. The messages of
    # these exceptions show the list in Python's notation. The messages of the failures are used
    # instead.
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
    """The text, cut to at most `limit` characters.

    If the text is cut, it ends with "…", after a whole word if possible.
    """
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    # The text is cut after the last whole word, unless at most half of `limit` characters would
    # remain then. In that case the text is cut within a word.
    whole_words = kept if text[limit - 1].isspace() else kept.rpartition(" ")[0]
    return (whole_words if 2 * len(whole_words) > limit else kept).rstrip() + ELLIPSIS
