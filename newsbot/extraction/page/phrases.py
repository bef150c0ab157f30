"""The table of words and phrases in several languages (`phrases.toml`), as sets and patterns."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

# A row's sentence for translators stands beside its languages.
ABOUT = "about"

_TABLE = tomllib.loads(Path(__file__).with_name("phrases.toml").read_text("utf-8"))
# Each sign of the notation (see the head of the table) and the regular expression for it, in the
# order in which they are replaced.
_NOTATION = (
    (r"\(", "(?:"),
    (r"(?<![^\s|:])\[([^]]*)\]\s", r"(?:(?:\1) )?"),  # an optional word and the space after it
    (r"\s\[([^]]*)\](?=$|[)|])", r"(?: (?:\1))?"),  # an optional word at the end
    (r"\[([^]]*)\]", r"(?:\1)?"),  # optional letters
    (r"-", r"\\W"),
    (r"'", r"\\W?"),
    (r"\s*…\s*", r"\\b.{0,60}\\b"),
    (r"_", r"\\w+"),
    (r"\*", r"\\w*"),
    (r"\s", r"\\s"),
)


def cells(kind: str, purpose: str) -> Mapping[str, str]:
    """One row's cells by language; `kind` is "words" or "phrases"."""
    return {column: cell for column, cell in _TABLE[kind][purpose].items() if column != ABOUT}


def words(purpose: str) -> frozenset[str]:
    """The words of all languages for one purpose."""
    return frozenset(" ".join(cells("words", purpose).values()).split())


def phrases(purpose: str) -> str:
    """A regular expression, in a group, for any phrase of any language for one purpose."""
    listed = ",".join(cells("phrases", purpose).values()).split(",")
    written = dict.fromkeys(" ".join(phrase.split()) for phrase in listed if phrase.strip())
    # One \b for all phrases that begin a word: to look for it before each phrase takes longer.
    whole = "|".join(expression(each) for each in written if not each.startswith("*"))
    found = [rf"\b(?:{whole})"] if whole else []
    found += [expression(each.removeprefix("*")) for each in written if each.startswith("*")]
    return f"(?:{'|'.join(found)})"


def expression(phrase: str) -> str:
    """A regular expression that matches one phrase of the table, from a word's beginning on."""
    ends_word = phrase[-1].isalnum() or phrase[-1] in ")]"
    for written, meant in _NOTATION:
        phrase = re.sub(written, meant, phrase)
    return phrase + r"\b" * ends_word
