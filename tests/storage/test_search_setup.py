"""Search works without what a server does not have, and newsbot says what that is."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from newsbot.postgres.location import shown
from newsbot.storage.engine import connect
from newsbot.storage.readers.search_index import prepare_search, search_faults
from newsbot.storage.schema import migrate
from tests.storage.making import rows
from tests.storage.searching import found, index, publish

SIMILAR = "SELECT url FROM news.similar_titles('Ferry sales again')"


def test_a_complete_database_lacks_nothing(engine: Engine) -> None:
    assert search_faults(engine) == []


# Refuses extensions as a server does that has none, or whose administrator has not allowed any.
REFUSE = """
    CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE insufficient_privilege;
    END
    $$;
    CREATE EVENT TRIGGER refuse ON ddl_command_start WHEN TAG IN ('CREATE EXTENSION')
    EXECUTE FUNCTION refuse()
"""


@pytest.fixture
def plain(postgres, administrator) -> Iterator[Engine]:
    """A database with the character type C in which nobody can create extensions."""
    provider = "LOCALE_PROVIDER libc" if administrator.info.server_version >= 15_00_00 else ""
    options = f"TEMPLATE template0 {provider} LOCALE 'C'"
    administrator.execute(f"CREATE DATABASE plain {options}")
    engine = connect(shown(postgres.url("plain")))
    with engine.begin() as connection:
        connection.execute(text(REFUSE))
    yield engine
    engine.dispose()
    administrator.execute("DROP DATABASE plain WITH (FORCE)")


def test_without_extensions_and_without_a_locale_articles_are_found(plain: Engine) -> None:
    migrate.upgrade(plain)
    assert [fault.partition(":")[0] for fault in search_faults(plain)] == [
        "the extension unaccent is missing",
        "the character type of the database (LC_CTYPE) is C",
        "the extension pg_trgm is missing",
    ]
    publish(plain, "it", "Häuser in Malmö, 東京で新しい鉄道", language="de")
    assert found(plain, "haus") == found(plain, '"Malmö" 鉄道') == ["it"]
    assert rows(plain, SIMILAR) == []


def test_an_extension_that_comes_later_is_used_after_an_upgrade(plain: Engine) -> None:
    migrate.upgrade(plain)
    publish(plain, "it", "Malmö", language="sv")
    assert found(plain, "malmo") == []
    with plain.begin() as connection:
        connection.execute(text("DROP EVENT TRIGGER refuse"))
        connection.execute(text("CREATE EXTENSION unaccent"))
        connection.execute(text("CREATE EXTENSION pg_trgm"))
    assert [fault for fault in search_faults(plain) if "not used yet" in fault] == [
        "the extension unaccent is not used yet: run `scrapy db upgrade`",
        "the extension pg_trgm is not used yet: run `scrapy db upgrade`",
    ]
    prepare_search(plain)
    index(plain)
    assert found(plain, "malmo") == ["it"]
    assert len(rows(plain, SIMILAR)) == 1
    assert [fault.partition(":")[0] for fault in search_faults(plain)] == [
        "the character type of the database (LC_CTYPE) is C",
        "the character type of the database (LC_CTYPE) is C",
    ]


def test_a_complete_database_is_not_indexed_again(engine: Engine) -> None:
    publish(engine, "it", "ferry")
    prepare_search(engine)
    assert index(engine) == 0


def test_extensions_in_another_schema_are_used(empty_database_url: str) -> None:
    engine = connect(empty_database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA mine"))
        connection.execute(text("CREATE EXTENSION unaccent SCHEMA mine"))
        connection.execute(text("CREATE EXTENSION pg_trgm SCHEMA mine"))
    migrate.upgrade(engine)
    assert search_faults(engine) == []
    publish(engine, "it", "Malmö")
    assert found(engine, "malmo") == ["it"]
    assert len(rows(engine, SIMILAR)) == 1
    migrate.downgrade(engine, "0015")
    assert rows(engine, "SELECT mine.unaccent('ö')") == [("o",)]
    engine.dispose()
