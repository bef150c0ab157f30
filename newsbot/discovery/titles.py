"""Headlines as sources write them → one line of plain text."""

from newsbot.plain_text import one_line

# The most characters of a title from a source; the same limit as for an article's headline.
MAX_LENGTH = 1_000


def tidy_title(text: str | None) -> str | None:
    """A headline as one line of plain text of at most MAX_LENGTH; None if it is empty."""
    return one_line(text or "", MAX_LENGTH) or None
