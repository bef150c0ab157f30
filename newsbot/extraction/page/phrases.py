"""The table of words and phrases in several languages (`phrases.toml`), as sets and patterns."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

# A row's sentence for translators stands beside its languages.
ABOUT = "about"

_TABLE = tomllib.loads(Path(__file__).with_name("phrases.toml").read_text("utf-8"))
# The notation is explained at the head of the table.
_GAP = r"\\b.{0,60}\\b"
_NOTATION = (
    (r"\(", "(?:"),
    (r"(?<![^\s|:])\[([^]]*)\]\s", r"(?:(?:\1) )?"),
    (r"\s\[([^]]*)\](?=$|[)|])", r"(?: (?:\1))?"),
    (r"\[([^]]*)\]", r"(?:\1)?"),
    (r"-", r"\\W"),
    (r"'", r"\\W?"),
    (r"\s*…\s*", _GAP),
    (r"_", r"\\w+"),
    (r"\*", r"\\w*"),
    (r"\s", r"\\s"),
)


def cells(kind: str, purpose: str) -> Mapping[str, str]:
    """The cells of one row by language; `kind` is "words" or "phrases"."""
    return {column: cell for column, cell in _TABLE[kind][purpose].items() if column != ABOUT}


def words(purpose: str) -> frozenset[str]:
    """The words of all languages for one purpose."""
    return frozenset(word for cell in cells("words", purpose).values() for word in cell.split())


def phrases(purpose: str) -> str:
    """A regular expression, in a group, for any phrase of any language for one purpose."""
    parted = ",".join(cells("phrases", purpose).values()).split(",")
    written = dict.fromkeys(" ".join(phrase.split()) for phrase in parted if phrase.strip())
    # Together they need to look for a word's beginning only once.
    whole = "|".join(expression(each) for each in written if not each.startswith("*"))
    found = [rf"\b(?:{whole})"] if whole else []
    found += [expression(each.removeprefix("*")) for each in written if each.startswith("*")]
    return f"(?:{'|'.join(found)})"


def expression(phrase: str) -> str:
    """A regular expression for one phrase in the table's notation, from a word's beginning on."""
    ends_word = phrase[-1].isalnum() or phrase[-1] in ")]"
    for written, meant in _NOTATION:
        phrase = re.sub(written, meant, phrase)
    return phrase + r"\b" * ends_word
