"""The text of a page's article as the page states it for search engines, in `articleBody`."""

from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from newsbot.extraction.body.elsewhere.stories import Story
from newsbot.extraction.body.elsewhere.texts import markup
from newsbot.extraction.page.linked.linked_objects import linked_objects
from newsbot.extraction.page.text import one_line, word_key

# A text with more characters than this is not read.
MAX_CHARACTERS = 1_000_000

_BODY = "articleBody"


def linked_stories(tree: HtmlElement, titles: Sequence[str]) -> Iterator[Story]:
    """The texts that the page states as `articleBody`, in JSON-LD or in a meta element.

    `titles` are the titles of the page. If the JSON-LD object of a text has a headline that is none
    of these titles, `is_own` of the result is false: the text may belong to another article.
    """
    keys = [key for key in map(word_key, titles) if key]
    for found in linked_objects(tree, _BODY):
        text = _text(found.get(_BODY))
        if text and len(text) <= MAX_CHARACTERS:
            headline = word_key(one_line(found.get("headline")) or "")
            is_own = not headline or any(headline in key or key in headline for key in keys)
            yield Story(markup=markup(text), is_own=is_own)
    for element in tree.iter("meta"):
        text = element.get("content") or ""
        if element.get("itemprop") == _BODY and text and len(text) <= MAX_CHARACTERS:
            yield Story(markup=markup(text), is_own=True)


def _text(value: object) -> str:
    """The text in a value of JSON-LD: a text or a list of paragraphs; "" if there is none."""
    if isinstance(value, list):
        return "\n".join(each for each in value if isinstance(each, str))
    return value if isinstance(value, str) else ""
