"""A reader sees in which words texts differ, and may listen."""

from datetime import timedelta

import psycopg
from sqlalchemy import Engine

from newsbot.storage.schema.roles import READER, WRITER
from tests.storage.making import NOON, article, store, story
from tests.storage.roles.connecting import run_as, url_as


def test_a_reader_sees_which_words_changed(roles_url: str, engine: Engine) -> None:
    for days, title in enumerate(("Ferry sails", "Ferry sinks")):
        at = NOON + timedelta(days=2 * days)
        store(engine, article("ferry", story("ferry", 5), title=title, fetched_at=at))
    query = "SELECT words_added, words_removed, difference FROM news.version_changes"
    [(added, removed, difference)] = run_as(READER, roles_url, query)
    assert (added, removed) == (1, 1)
    assert str(difference).startswith("Ferry [-sails-] {+sinks+}")


def test_a_reader_is_told_what_a_writer_stores(roles_url: str) -> None:
    url = url_as(READER, roles_url).replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as reader:
        reader.execute("LISTEN news")
        run_as(
            WRITER, roles_url, "INSERT INTO newsbot.changes (op, article_id) VALUES ('merge', 1)"
        )
        [note] = reader.notifies(timeout=60, stop_after=1)
        assert note.payload == "1"
