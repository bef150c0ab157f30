"""Finds appeals: paragraphs that ask the reader to subscribe, to follow, to donate or to download.

Such a paragraph stands between those of the article, often without a class that tells what it is.
"""

import re

from newsbot.extraction.page.blocks import Block
from newsbot.extraction.page.phrases import phrases

# An appeal is a short paragraph: at most this many characters long.
MAX_CHARACTERS = 420

# Matches a request at the beginning of a sentence, or, where the verb comes last, anywhere. What
# begins with a quotation mark is said by somebody, and no request of the page.
_REQUEST = re.compile(
    rf"(?:^|[.!?:\u2026]\s)[^\w\"\u201c\u201e\xab\u2018'\u300c]*{phrases('appeal_begins')}"
    rf"|{phrases('appeal_ends')}"
)
_OFFER = re.compile(phrases("appeal_for"))
_QUOTED = re.compile(r"^\W*[\"\u201c\u201e\xab\u2018\u300c]")


def is_appeal(block: Block) -> bool:
    """Whether the block asks the reader for something: it has a request, and what it is about."""
    if len(block.text) > MAX_CHARACTERS or _QUOTED.match(block.text):
        return False
    text = block.text.lower()
    return _REQUEST.search(text) is not None and _OFFER.search(text) is not None
