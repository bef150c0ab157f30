"""Reads the text that an article had at a given moment, to compare a newly read text with it."""

from datetime import datetime

from sqlalchemy import Engine, text


def stored_text(engine: Engine, article_id: int, at: datetime) -> str | None:
    """The text that an article had at the moment `at`: the title as first line, then the body.

    None if no text was stored for this moment.
    """
    with engine.connect() as connection:
        row = connection.execute(_TEXT, {"id": article_id, "at": at}).one_or_none()
    return None if row is None else f"{row.title}\n{row.body}"


_TEXT = text("""
    SELECT title, body FROM newsbot.versions
    WHERE article_id = :id AND fetched_at <= :at AND NOT held
    ORDER BY fetched_at DESC, number DESC LIMIT 1
""")
