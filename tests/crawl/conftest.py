"""Databases that the tests of one module share."""

from collections.abc import Iterator
from itertools import count

import psycopg
import pytest
from sqlalchemy import Engine

from newsbot.postgres.embedded import EmbeddedServer
from newsbot.postgres.location import shown
from newsbot.storage.engine import connect
from tests.conftest import copy_database
from tests.spiders.local_site import LocalSite, local_site

_numbers = count(1)


@pytest.fixture(scope="module")
def module_database_url(
    postgres: EmbeddedServer, administrator: psycopg.Connection, template: str
) -> Iterator[str]:
    """The URL of a database with the current schema and no rows, this module's own."""
    name = f"module_{next(_numbers)}"
    copy_database(administrator, template, name)
    yield shown(postgres.url(name))
    administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def site() -> Iterator[LocalSite]:
    """A web server whose pages the test writes down."""
    with local_site() as site:
        yield site


@pytest.fixture
def second_engine(
    postgres: EmbeddedServer, administrator: psycopg.Connection, template: str
) -> Iterator[Engine]:
    """Connected to a second database of the test, to compare what is left in both."""
    name = f"second_{next(_numbers)}"
    copy_database(administrator, template, name)
    engine = connect(shown(postgres.url(name)))
    yield engine
    engine.dispose()
    administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")
