"""Reads the stored text of an article at the moment of a fetch, to compare it with a new one."""

from datetime import datetime

from sqlalchemy import Engine, text


def stored_text(engine: Engine, article_id: int, at: datetime) -> str | None:
    """Title and body of the version that the article had at the moment `at`; None if there is none.

    The title is the first line.
    """
    with engine.connect() as connection:
        row = connection.execute(_TEXT, {"id": article_id, "at": at}).one_or_none()
    return None if row is None else f"{row.title}\n{row.body}"


_TEXT = text("""
    SELECT title, body FROM newsbot.versions
    WHERE article_id = :id AND fetched_at <= :at AND NOT held
    ORDER BY fetched_at DESC, number DESC LIMIT 1
""")
