"""What a block looks like if it is not body, such as "teaser" or "caption".

The model only tells body from other blocks. The words here are for a person who inspects a page.
"""

from collections.abc import Iterator
from typing import Literal

from newsbot.extraction.page.blocks import Block, is_in_post
from newsbot.extraction.page.containers import HIDDEN_BIT
from newsbot.extraction.page.vocabulary import ANYWHERE, CLASS_WORDS, OUTER_TAGS, STARTS

Reason = Literal[
    "body", "title", "site_boilerplate", "hidden", "comment", "newsletter", "bio", "caption",
    "share", "advert", "tags", "date", "teaser", "navigation", "notice", "post", "other",
]  # fmt: skip

# To tell what a block looks like, e.g. a teaser, the names (class, id, role or the like) of this
# many elements around it are looked at, counted from the innermost.
MAX_STEPS = 6
# A block with more than this share of its text in links looks like a teaser or, if it has at most
# ENTRY_WORDS words, like an entry of a menu.
LINKED = 0.7
ENTRY_WORDS = 4

_BITS = {name: 1 << bit for bit, name in enumerate(CLASS_WORDS)} | dict(OUTER_TAGS)
_BY_NAME: tuple[tuple[Reason, tuple[str, ...]], ...] = (
    ("comment", ("comment",)),
    ("newsletter", ("newsletter",)),
    ("share", ("share",)),
    ("navigation", ("navigation", "nav", "footer", "contents")),
    ("notice", ("overlay", "paywall")),
    ("advert", ("promo", "shop")),
    ("caption", ("figure", "caption")),
    ("bio", ("author",)),
    ("tags", ("tags",)),
    ("teaser", ("related", "card", "sidebar", "aside")),
)
_BY_START: tuple[tuple[Reason, str], ...] = (
    ("teaser", "more"), ("share", "share"), ("advert", "advert"), ("tags", "tags"),
    ("bio", "by"), ("caption", "photo"), ("date", "date"),
)  # fmt: skip
_BY_PHRASE: tuple[tuple[Reason, str], ...] = (
    ("newsletter", "subscribe"), ("bio", "person"), ("caption", "credit"), ("notice", "legal"),
)  # fmt: skip


def reason_against(block: Block) -> Reason:
    """What a block most likely is if it is not body, e.g. "teaser"; "other" if it has no sign."""
    return next(_reasons(block), "other")


def _reasons(block: Block) -> Iterator[Reason]:
    """What a block that is not body may be, e.g. "caption" or "teaser", the likeliest first.

    Each sign that the block shows gives one word. The surest signs come first: the block is hidden,
    or in an embedded post. The next signs are the beginning of its text, then the names of the
    elements around it (the innermost first), phrases in its text, a <time> element, and many links.
    """
    if any(container.marks >> HIDDEN_BIT & 1 for container in block.chain):
        yield "hidden"
    if is_in_post(block):
        yield "post"
    text = block.text.lower()
    yield from (reason for reason, name in _BY_START if STARTS[name].match(text))
    for container in block.chain[:MAX_STEPS]:
        for reason, names in _BY_NAME:
            if any(container.marks & _BITS[name] for name in names):
                yield reason
    yield from (reason for reason, name in _BY_PHRASE if ANYWHERE[name].search(text))
    if block.has_time:
        yield "date"
    if block.link_share > LINKED:
        yield "navigation" if len(block.words) <= ENTRY_WORDS else "teaser"
