"""Finds captions with the name of a photographer, e.g. "The bridge in May. Photo: Ann Carter".

Such a caption stands below a picture, in an element without a class that tells what it is. A line
that has nothing but the credit, e.g. "Photo: Ann Carter", is found without a picture too.
"""

import re

from newsbot.extraction.body.left_out.lengths import is_longer
from newsbot.extraction.page.blocks import HEADING_NUMBERS, Block
from newsbot.extraction.page.phrases import phrases

# A caption below a picture has at most CAPTION characters, or CAPTION_LETTERS letters in scripts
# without spaces. The name in a credit has at most NAME characters. A line that is only a credit has
# at most twice as many.
CAPTION = 240
CAPTION_LETTERS = 70
NAME = 50
# A word in a name that begins with a small letter, e.g. "von" or "dpa", has at most this many
# letters.
PARTICLE = 3

_COLON = r"[:=\uff1a\uff1d\uff0f\u30fb\u17d6\u055d\u1361\u1366]-?"
_SIGN = rf"\s?(?:/\s|(?<=\s)/|{_COLON}|[-\u2013\u2014](?=\s))\s?"
_LABEL = (
    rf"(?:{phrases('credit_label')}\.?{_SIGN}|{phrases('credit_label_cut')}\.\s"
    rf"|(?<!\w\s){phrases('credit_by')}\s|\xa9\s?)"
)
# Matches one character of the photographer's name in a credit. A sign that ends a sentence is not
# matched, except for the full stop after an initial, as in "A. Carter".
_LETTER = r"(?:[^.!?\u2026\u3002\u0964\u06d4\u104b\u1362\u17d4]|(?<=\b\w)\.)"
_NAME = rf"(?P<name>{_LETTER}{{2,{NAME}}})[.)\]]?$"
_CREDIT = re.compile(_LABEL + _NAME, re.IGNORECASE)
_AFTER = re.compile(rf"{phrases('credit_after')}[)\]\uff09\u3011]?$")
_ONLY_CREDIT = re.compile(rf"[^\w(\[\uff08\u3010]*{_LABEL}{_NAME}", re.IGNORECASE)


def is_credited(block: Block) -> bool:
    """Whether the block is a caption below a picture, or a line, that names a photographer."""
    if block.tag_number(0) in HEADING_NUMBERS:
        return False
    if is_longer(block.text, CAPTION, CAPTION_LETTERS):
        return False
    text = block.text
    if not block.after_image:
        line = _ONLY_CREDIT.match(text) if len(text) <= 2 * NAME else None
        return line is not None and _is_name(line["name"])
    credit = _CREDIT.search(text)
    if credit is None:
        return _AFTER.search(text) is not None
    before = text[: credit.start()].rstrip()
    return not before[-1:].isalnum() or _is_name(credit["name"])


def _is_name(text: str) -> bool:
    """Whether each word of the text begins with a capital letter, except words such as "von".

    In scripts without capital letters every text passes.
    """
    return not any(len(word) > PARTICLE and word[0].islower() for word in re.split(r"[\s/]+", text))
