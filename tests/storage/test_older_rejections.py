"""URLs that an older release rejected for good are requested again after an upgrade."""

from sqlalchemy import text

from newsbot.extraction.version import EXTRACTOR_VERSION
from newsbot.storage.engine import connect
from newsbot.storage.frontier.retries import Asked, ask_newer_extractor, make_due
from newsbot.storage.schema import migrate
from tests.storage.making import rows

# A stored article and two rejected pages as schema revision 0004 kept them: all three are done.
OLD_ROWS = """
    INSERT INTO newsbot.sites (id, key) VALUES (1, 'gazette.example');
    INSERT INTO newsbot.frontier (url_key, url, site_id, state, done_at)
    SELECT CAST(name AS bytea), 'https://gazette.example/' || name, 1, 'done', now()
    FROM (VALUES ('article'), ('wall'), ('refused')) AS pages (name);
    INSERT INTO newsbot.rejections (url_key, url, site_id, stage, reason, first_at, last_at)
    VALUES ('wall', 'https://gazette.example/wall', 1, 'extract', 'cookie_wall', now(), now()),
        ('refused', 'https://gazette.example/refused', 1, 'download', 'http_403', now(), now())
"""
STATES = "SELECT substring(url FROM '[a-z]+$'), state FROM newsbot.frontier ORDER BY url"


def test_refusals_of_an_older_newsbot_are_not_final(empty_database_url: str) -> None:
    engine = connect(empty_database_url)
    migrate.upgrade(engine, "0004")
    with engine.begin() as connection:
        connection.execute(text(OLD_ROWS))
    migrate.upgrade(engine)
    found = rows(engine, STATES)
    assert found == [("article", "done"), ("refused", "failed"), ("wall", "failed")]
    assert ask_newer_extractor(engine, EXTRACTOR_VERSION) == 1
    assert make_due(engine, Asked(reason="http_403")) == 1
    found = rows(engine, STATES)
    assert found == [("article", "done"), ("refused", "pending"), ("wall", "pending")]
    engine.dispose()
