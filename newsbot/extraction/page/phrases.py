"""The table of words and phrases in several languages (`phrases.toml`), as sets and patterns."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

# In each row of `phrases.toml`, the table of phrases, this key has a sentence that tells
# translators what the row is for. All other keys of a row are languages.
ABOUT = "about"

_TABLE = tomllib.loads(Path(__file__).with_name("phrases.toml").read_text("utf-8"))
# How phrases in `phrases.toml` become regular expressions; the head of that file describes the
# notation of phrases. Each pair is a pattern that finds a sign of the notation, e.g. "*", and the
# regular expression that replaces it. The replacements are made in this order.
_NOTATION = tuple(
    (re.compile(written), meant)
    for written, meant in (
        (r"\(", "(?:"),
        (r"(?<![^\s|:])\[([^]]*)\]\s", r"(?:(?:\1) )?"),  # an optional word and the space after it
        (r"\s\[([^]]*)\](?=$|[)|])", r"(?: (?:\1))?"),  # an optional word at the end
        (r"\[([^]]*)\]", r"(?:\1)?"),  # optional letters
        (r"-", r"\\W"),
        (r"'", r"\\W?"),
        (r"\*\s*…\s*\*", r".{0,60}"),
        (r"\s*…\s*", r"(?!\\w).{0,60}(?<!\\w)"),
        (r"_", r"\\w+"),
        (r"\*", r"\\w*"),
        (r"\s", r"\\s"),
    )
)
# Each sign of the notation but spaces. Most phrases have none, and need no other replacement.
_SIGN = re.compile(r"[(\[\-'*…_]")


def cells(kind: str, purpose: str) -> Mapping[str, str]:
    """The cells of one row of the table `phrases.toml`, by language.

    `kind` is "words" or "phrases", `purpose` is the row's name.
    """
    return {column: cell for column, cell in _TABLE[kind][purpose].items() if column != ABOUT}


def words(purpose: str) -> frozenset[str]:
    """The words of all languages in the row `purpose` of the table `phrases.toml`."""
    return frozenset(" ".join(cells("words", purpose).values()).split())


def phrases(purpose: str, language: str | None = None) -> str:
    """A regular expression for all phrases of one purpose, in all languages or in one.

    The phrases are those in the row `purpose` of `phrases.toml`. With `language`, they are only
    those in the columns of this language and "any". The expression is in a group. If there are no
    phrases, it matches nothing.
    """
    columns = cells("phrases", purpose)
    chosen = columns if language is None else {"any", language} & columns.keys()
    listed = ",".join(columns[column] for column in columns if column in chosen).split(",")
    written = dict.fromkeys(" ".join(phrase.split()) for phrase in listed if phrase.strip())
    # A phrase without "*" at the start only matches where a word begins. One \b stands before all
    # of these phrases together. A \b before each phrase would take longer to match.
    whole = [expression(each) for each in written if not each.startswith("*")]
    found = [rf"\b(?:{'|'.join(whole)})"] if len(whole) > 1 else [*map(_at_word_start, whole)]
    found += [expression(each.removeprefix("*")) for each in written if each.startswith("*")]
    return f"(?:{'|'.join(found) or '(?!)'})"


def _at_word_start(found: str) -> str:
    r"""A regular expression that matches what `found` matches, but only where a word begins.

    If `found` begins with a letter, the \b is put after this letter: `re` searches quickly for a
    first letter, and takes eight times as long if it has to try a \b at each place.
    """
    first = found[0]
    return rf"{first}(?<=\b{first}){found[1:]}" if first.isalpha() else rf"\b{found}"


def expression(phrase: str) -> str:
    """The regular expression for one phrase, written in the notation of `phrases.toml`.

    The expression also matches if the phrase begins in the middle of a word.
    """
    ends_word = phrase[-1].isalnum() or phrase[-1] in ")]"
    notation = _NOTATION if _SIGN.search(phrase) else _NOTATION[-1:]
    for written, meant in notation:
        phrase = written.sub(meant, phrase)
    return phrase + r"\b" * ends_word
