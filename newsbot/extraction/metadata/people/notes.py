"""Finds the author whom a note below the text presents, e.g. "Ann Carter is a freelance writer"."""

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import Any

from lxml.html import HtmlElement

from newsbot.extraction.metadata.people.cards import MOST_WORDS, has_portrait
from newsbot.extraction.metadata.people.elsewhere import BESIDE, around_headline, is_elsewhere
from newsbot.extraction.metadata.people.lines import are_names
from newsbot.extraction.metadata.people.naming.name_words import OF_OTHERS
from newsbot.extraction.metadata.people.naming.persons import is_role
from newsbot.extraction.metadata.people.texts import above_text
from newsbot.extraction.page.text import words_of

# Only a text of at most this many characters, including the white space around it, may be a name.
NAME_LENGTH = 120
# A note about an author has at most this many characters. A role is looked for in the first
# BEGINNING characters.
NOTE_LENGTH = 1500
BEGINNING = 300


def noted_author(headline: HtmlElement | None, texts: Sequence[Any]) -> list[str]:
    """The author whom a note below the article's text presents, e.g. as a "Senior Editor".

    The note follows the person's name, which stands alone. As the note may be about somebody in the
    article, there must be a further sign: the name also stands alone between the headline and the
    text, or there is a portrait in the note. If there are such notes about several persons, or
    none, the result is []. `texts` are the texts after the headline.
    """
    around = around_headline(headline)
    above = above_text(texts)
    shown = {_line(text) for text in above if not is_elsewhere(text.getparent(), around)}
    noted = dict.fromkeys(_noted(texts[len(above) :], around, shown))
    return list(noted) if len(noted) == 1 else []


def _noted(
    texts: Sequence[Any], around: Collection[HtmlElement], shown: Collection[str]
) -> Iterator[str]:
    """The names of persons that stand just before a note about the person.

    A note is a text such as "Senior Editor" or "Ann is a freelance writer". The name must be a
    whole text of the page, and the note must be the next text. Besides, the name must be in
    `shown`, or have a portrait beside it.

    Args:
        texts: the texts of the page from the article's first paragraph on.
        around: the headline and the elements around it.
        shown: the lines between the headline and the article's first paragraph.
    """
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
    """Whether a text presents a person: "Senior Editor", or "Ann Carter is an editor in Rome".

    The text must name a role, such as "editor", and be short or begin with the person's `name`.
    """
    words = words_of(text[:BEGINNING])
    is_about = words[:1] == words_of(name)[:1] or len(words) <= MOST_WORDS
    return is_about and any(map(is_role, words))


def _line(text: str) -> str:
    return " ".join(text.split())
