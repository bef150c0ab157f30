"""Turns a headline that a feed or sitemap states into one line of plain text."""

from newsbot.plain_text import one_line

# The maximum length, in characters, of a headline from a feed or sitemap. Longer ones are cut. The
# title of an extracted article has the same limit.
MAX_LENGTH = 1_000


def tidy_title(text: str | None) -> str | None:
    """A headline as one line of plain text, at most MAX_LENGTH long; None if the text is empty."""
    return one_line(text or "", MAX_LENGTH) or None
