"""Titles as sources write them → one tidy line."""

from newsbot.plain_text import one_line

# In characters, as an article's own title.
MAX_LENGTH = 1_000


def tidy_title(text: str | None) -> str | None:
    """`text` as one plain line, cut at a word beyond MAX_LENGTH; None where nothing is left."""
    return one_line(text or "", MAX_LENGTH) or None
