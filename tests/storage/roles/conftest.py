import pytest
from sqlalchemy import Engine

from newsbot.storage.schema.roles import make_roles


@pytest.fixture
def roles_url(engine: Engine, database_url: str) -> str:
    """The URL of a database whose schemas newsbot_owner owns, for the server's superuser."""
    make_roles(engine)
    return database_url
