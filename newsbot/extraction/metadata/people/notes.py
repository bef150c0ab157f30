"""Finds the author whom a note below the text presents, e.g. "Ann Carter is a freelance writer"."""

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import Any

from lxml.html import HtmlElement

from newsbot.extraction.metadata.people.cards import MOST_WORDS, has_portrait
from newsbot.extraction.metadata.people.elsewhere import BESIDE, around_headline, is_elsewhere
from newsbot.extraction.metadata.people.lines import are_names
from newsbot.extraction.metadata.people.naming.name_words import OF_OTHERS, ROLE
from newsbot.extraction.metadata.people.texts import above_text
from newsbot.extraction.page.text import words_of

# At most this many characters, with the blanks around them, are a name in an element of its own.
NAME_LENGTH = 120
# A note about an author has at most this many characters. A role is looked for at its beginning.
NOTE_LENGTH = 1500
BEGINNING = 300


def noted_author(headline: HtmlElement | None, texts: Sequence[Any]) -> list[str]:
    """The person whom the only note about a person presents below the text; or nobody.

    The person's name also stands alone between the headline and the text, or there is an author's
    portrait in the note. Otherwise the note may be about somebody in the article. `texts` are the
    texts after the headline.
    """
    around = around_headline(headline)
    above = above_text(texts)
    shown = {_line(text) for text in above if not is_elsewhere(text.getparent(), around)}
    noted = dict.fromkeys(_noted(texts[len(above) :], around, shown))
    return list(noted) if len(noted) == 1 else []


def _noted(
    texts: Sequence[Any], around: Collection[HtmlElement], shown: Collection[str]
) -> Iterator[str]:
    """The names that are alone in one of `texts`, if the next text is a note about the person."""
    for before, (text, following) in zip(("", *texts), pairwise(texts), strict=False):
        name = _line(text) if len(text) <= NAME_LENGTH else ""
        if (
            1 < len(name.split()) <= MOST_WORDS
            and _is_note(following, name)
            and not OF_OTHERS.match(before.strip())
            and are_names([name])
            and (name in shown or has_portrait(text.getparent(), most_characters=NOTE_LENGTH))
            and not is_elsewhere(text.getparent(), around, BESIDE)
        ):
            yield name


def _is_note(text: str, name: str) -> bool:
    """Whether a text is a role, e.g. "Senior Editor", or a person's name with one in a sentence."""
    words = words_of(text[:BEGINNING])
    is_about = words[:1] == words_of(name)[:1] or len(words) <= MOST_WORDS
    return is_about and any(map(ROLE.search, words))


def _line(text: str) -> str:
    return " ".join(text.split())
