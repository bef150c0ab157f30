"""Headlines as sources write them → one line of plain text."""

from newsbot.plain_text import one_line

# In characters, as for the headline of an article.
MAX_LENGTH = 1_000


def tidy_title(text: str | None) -> str | None:
    """A headline as one line of plain text, at most MAX_LENGTH long; None for an empty one."""
    return one_line(text or "", MAX_LENGTH) or None
