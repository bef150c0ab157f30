"""Makes each heading one line of text, without signs such as "#" that are a link to the heading."""

import re

from lxml.html import HtmlElement

from newsbot.extraction.page.shown.lines import is_longer
from newsbot.extraction.page.tags import HEADING_TAGS
from newsbot.extraction.page.text import word_key, words_of

# Only headings of at most this many characters are changed. Old pages have whole articles in a
# heading, with <br> between the paragraphs.
MAX_CHARACTERS = 200
# An <h1> below another <h1> is the heading of a section if a paragraph of more than this many
# characters stands between the two. A shorter paragraph there may be a standfirst.
MIN_PARAGRAPH = 60
# A heading repeats the page's title if half of its words are in the title. This does not hold for a
# heading with fewer words than MIN_WORDS.
MIN_WORDS = 4

# Matches the text of a link that is only a sign for "copy the link to this heading".
_SIGNS = re.compile(r"[\s#\u00b6\u00a7\u2693\u26d3\ufe0f\U0001f517]+")
# Matches a sign at the end of a heading, e.g. "¶", that stands for a link to the heading. The "#"
# in "C#" is not matched.
_LAST_SIGN = re.compile(r"(?:\s*[\u00b6\u2693\U0001f517]\ufe0f?|\s#)\s*$")
_LINKS_TO_HEADING = re.compile(
    r"anchor|perma-?link|(?:head|header|heading|hash)-?link", re.IGNORECASE
)


def tidy_headings(tree: HtmlElement) -> None:
    """Joins the lines of each heading, and removes buttons such as "#" that copy a link to it."""
    for heading in [*tree.iter(*HEADING_TAGS)]:
        if is_longer(heading, MAX_CHARACTERS):
            continue
        if len(heading):
            for element in [*heading.iter("a", "button", "span")]:
                if _only_copies_link(element, heading):
                    element.drop_tree()
            _join_lines(heading)
        _drop_last_sign(heading)


def demote_sections(tree: HtmlElement) -> None:
    """Makes an <h2> of each <h1> that is the heading of a section inside the article's text.

    An <h1> is such a heading if it comes after the headline, i.e. after an <h1> that has most words
    of the page's <title>. It is also such a heading if it comes after another <h1>, and a long
    paragraph stands between the two.
    """
    title = tree.find(".//head/title")
    stated = "" if title is None else title.text_content()
    is_below_heading = is_below_text = False
    for element in [*tree.iter("h1", "p")]:
        if element.tag == "p":
            if is_below_heading and not is_below_text:
                is_below_text = is_longer(element, MIN_PARAGRAPH)
        elif is_longer(element, MAX_CHARACTERS):
            is_below_heading = True
        elif _repeats(element.text_content(), stated):
            is_below_heading = is_below_text = True
        elif is_below_text:
            element.tag = "h2"
        else:
            is_below_heading = True


def _repeats(heading: str, title: str) -> bool:
    """Whether a heading is a part of a title, or has most of its words in common with the title."""
    words = words_of(heading)
    shared = set(words) & set(words_of(title))
    is_like = len(words) >= MIN_WORDS and 2 * len(shared) >= len(set(words))
    return is_like or word_key(heading) in word_key(title)


def _only_copies_link(element: HtmlElement, heading: HtmlElement) -> bool:
    """Whether an element in a heading only serves to copy a link to the heading, e.g. "#"."""
    text, href = element.text_content(), element.get("href") or ""
    is_named = _LINKS_TO_HEADING.search(element.get("class") or "") is not None
    if element.getparent() is None or not text:
        return False
    if _SIGNS.fullmatch(text):
        return is_named or element.tag == "a" or not set(text) & {"#", "\u00a7"}
    leads_here = "#" in href and (is_named or href.rpartition("#")[2] == heading.get("id"))
    return leads_here and len(word_key(text)) < len(word_key(heading.text_content()))


def _join_lines(heading: HtmlElement) -> None:
    """Replaces each <br> in a heading by a space."""
    for element in [*heading.iter("br")]:
        element.tail = f" {element.tail or ''}"
        element.drop_tag()


def _drop_last_sign(heading: HtmlElement) -> None:
    """Removes a sign such as "¶" that stands without a link at the end of a heading."""
    last = heading[-1] if len(heading) else None
    text = (heading.text if last is None else last.tail) or ""
    rest = _LAST_SIGN.sub("", text)
    if rest != text and word_key(heading.text_content()):
        if last is None:
            heading.text = rest
        else:
            last.tail = rest
