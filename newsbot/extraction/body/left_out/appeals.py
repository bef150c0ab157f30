"""Finds appeals: paragraphs that ask the reader to subscribe, to follow, to donate or to download.

Such a paragraph stands between those of the article, often without a class that tells what it is.
"""

import re

from newsbot.extraction.page.blocks import Block
from newsbot.extraction.page.phrases import phrases
from newsbot.extraction.page.text import is_unspaced

# An appeal (a block that asks the reader e.g. to subscribe) has at most this many characters. In a
# script without spaces, such as Chinese, it has at most MAX_LETTERS letters.
MAX_CHARACTERS = 420
MAX_LETTERS = 90

# Matches a request, e.g. "subscribe to", at the beginning of a sentence. In languages whose verbs
# come last, it matches a request anywhere. A sentence that begins with a quotation mark is not
# matched: it is what somebody says, and no request of the page.
_REQUEST = re.compile(
    rf"(?:^|[.!?:\u2026]\s)[^\w\"\u201c\u201e\xab\u2018'\u300c]*{phrases('appeal_begins')}"
    rf"|{phrases('appeal_ends')}"
)
_OFFER = re.compile(phrases("appeal_for"))
_QUOTED = re.compile(r"^\W*[\"\u201c\u201e\xab\u2018\u300c]")


def is_appeal(block: Block) -> bool:
    """Whether the block asks the reader to subscribe, follow, donate or the like.

    Such a block has a phrase of request, e.g. "sign up", and names what the request is for, e.g.
    "newsletter".
    """
    most = MAX_LETTERS if is_unspaced(block.text) else MAX_CHARACTERS
    if len(block.text) > most or _QUOTED.match(block.text):
        return False
    text = block.text.lower()
    return _REQUEST.search(text) is not None and _OFFER.search(text) is not None
