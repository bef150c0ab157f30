"""What holds after every test of storing."""

from collections.abc import Iterator

import pytest

from tests.storage.kept import differing, is_kept


@pytest.fixture(autouse=True)
def kept_is_counted(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each test, what triggers keep in `newsbot.articles` is what it is kept of."""
    engine = request.getfixturevalue("engine") if "engine" in request.fixturenames else None
    yield
    if engine is not None and is_kept(engine):
        assert differing(engine) == []
