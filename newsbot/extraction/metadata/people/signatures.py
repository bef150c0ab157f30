"""Reads the author's name where it stands below the text of an article like a signature."""

import re
from collections.abc import Collection, Iterator

from lxml.html import HtmlElement

from newsbot.extraction.metadata.people.authors import read_bylines
from newsbot.extraction.metadata.people.elsewhere import is_elsewhere

# An XPath expression for the last paragraph of a text, if it is aligned to the right and follows at
# least three others. In some countries the author's name stands there.
_SIGNATURES = (
    "following::p[contains(translate(@style, ' ', ''), 'text-align:right')]"
    "[not(following-sibling::p[normalize-space()])][count(preceding-sibling::p) >= 3]"
)
# Matches the full stop after a name, but not after initials and "Jr.".
_FULL_STOP = re.compile(r"(?<=[^\W\d_]{3})\.$")


def signature(headline: HtmlElement, around: Collection[HtmlElement]) -> Iterator[list[str]]:
    """The author's name if it stands below the text like a signature, aligned to the right.

    `around` are the headline and the elements around it.
    """
    for element in headline.xpath(_SIGNATURES)[-1:]:
        name = _FULL_STOP.sub("", element.text_content().strip())
        if not is_elsewhere(element, around) and read_bylines([name]).persons == (name,):
            yield [name]
