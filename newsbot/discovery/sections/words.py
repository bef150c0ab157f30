"""Recognises words in many languages by which links are judged, such as "contact" and "login".

The words are in the file `words.toml`.
"""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

import regex

# A key in each table of the file `words.toml`. Its value is a sentence that says what the words of
# the table are for. All other keys of the table are languages, with words as their values.
ABOUT = "about"
MAX_NAME_WORDS = 4

# _IDEOGRAMS and _SPELT match letters of scripts that have no spaces between words. The number of
# words in such a text is estimated: two Chinese or Japanese letters count as one word, and four
# Thai, Lao, Khmer or Burmese letters.
_IDEOGRAMS = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]")
_SPELT = regex.compile(r"[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_HANGUL = regex.compile(r"\p{Hangul}")
_WORD = regex.compile(rf"[^\W\d_{_UNSPACED}][\w'\u2019\u02bc-]*")
_ASCII_WORD = re.compile(r"[A-Za-z][\w'-]*", re.ASCII)
_TOKEN = regex.compile(r"[^\W_]+")


@cache
def words(row: str) -> frozenset[str]:
    """The words of one list in the file `words.toml`: of all languages, with and without accents.

    `row` is the name of the list, e.g. "list_folders".
    """
    table = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
    cells = (cell for column, cell in table[row].items() if column != ABOUT)
    listed = frozenset(" ".join(cells).casefold().split())
    return listed | {plain(word) for word in listed}


def plain(text: str) -> str:
    """The text in small letters and without accents, as publishers write words in URLs."""
    if text.isascii():
        return text.casefold()
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def tokens(text: str) -> list[str]:
    """The words and numbers of a text or path segment, in order and in lower case."""
    return _TOKEN.findall(text.casefold())


def length(text: str) -> int:
    """The number of words in a text, estimated for scripts without spaces between words."""
    if text.isascii():
        return len(_ASCII_WORD.findall(text))
    ideograms, spelt = len(_IDEOGRAMS.findall(text)), len(_SPELT.findall(text))
    return len(_WORD.findall(text)) + ideograms // 2 + spelt // 4


def names_service(text: str) -> bool:
    """Whether a text names a page that is no story, e.g. "Privacy policy" or "Contact".

    This is so if at least half of the words of the text are in the table `service_words` of
    `words.toml`. If the text has at most MAX_NAME_WORDS words, it is enough that the first word is
    in the table, as in "Jobs at the Gazette", or that the text begins with a name such as "about
    us".
    """
    found = [token for token in tokens(text) if token not in words("connectives")]
    listed = words("service_words")
    if not found:
        return False
    if len(found) <= MAX_NAME_WORDS and _begins_with_name(plain("-".join(tokens(text)))):
        return True
    is_first = found[0] in listed and len(found) <= MAX_NAME_WORDS
    hits = sum(token in listed for token in found)
    is_unspaced = _unspaced_services().search(text) is not None
    return is_first or 2 * hits >= len(found) or is_unspaced or _is_compound(found)


def _is_compound(found: list[str]) -> bool:
    """Whether a text is one Korean word that has a word such as "subscribe" or "contact" in it.

    `found` are the words of the text. Korean compounds are written without spaces.
    """
    if len(found) > 1 or not _HANGUL.search(found[0]):
        return False
    return any(word in found[0] for word in words("service_words") if _HANGUL.search(word))


def _begins_with_name(text: str) -> bool:
    parts = text.split("-")
    starts = {"-".join(parts[:count]) for count in range(1, len(parts) + 1)}
    return not starts.isdisjoint(words("service_names"))


@cache
def _unspaced_services() -> regex.Pattern[str]:
    """A pattern that finds words for services of a site, e.g. "contact", in texts without spaces.

    Chinese, Japanese, Thai and similar texts have no spaces, so they cannot be split into words.
    """
    unspaced = regex.compile(f"[{_UNSPACED}]")
    found = sorted(word for word in words("service_words") if unspaced.search(word))
    return regex.compile("|".join(map(regex.escape, found)))
