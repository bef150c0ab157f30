"""Variants of a page: the same markup, one word a paragraph changed, differently each time."""

import re

# What stands in for a word; variants beyond these would repeat words, though at other places.
WORDS = (
    b"amber", b"birch", b"cedar", b"dunes", b"ember",
    b"fjord", b"glade", b"heron", b"inlet", b"juniper",
)  # fmt: skip

_PARAGRAPH = re.compile(
    rb"<p(?:\s[^>]*)?>(.*?)(?=</p>|<p[\s>]|</div>|</td>)", re.DOTALL | re.IGNORECASE
)
# A run of letters in a text between tags, and no part of an entity or of a script's "\n"; whatever
# the encoding, as long as it has ASCII in it: bytes above are taken for letters.
_WORD = re.compile(
    rb"(?<![&#\\\w\x80-\xff])[A-Za-z\x80-\xff]{3,}(?![\w;\x80-\xff])(?=[^<>]*(?:<|\Z))"
)


def vary(html: bytes, number: int) -> bytes:
    """Variant `number` of a page: the same at each call, and another one for each number.

    In every `p` element with words one of them is replaced; which, and by what, the number decides.
    """
    parts: list[bytes] = []
    position = 0
    for index, paragraph in enumerate(_PARAGRAPH.finditer(html)):
        words = list(_WORD.finditer(html, *paragraph.span(1)))
        if words:
            word = words[(number + index) % len(words)]
            parts += [html[position : word.start()], WORDS[(number + index) % len(WORDS)]]
            position = word.end()
    return b"".join([*parts, html[position:]])
