"""Articles that are hard to export, and small batches."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from newsbot.actions.export import outputs
from newsbot.storage.readers import article_rows
from tests.storage.making import NOON, article, article_on, store, story


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """Articles with all that is hard to write, and a copy."""
    odd = 'a "b", c\n=1+1\r\ttab \x01\x1f\u2028 \U0001f600 עברית \\N {x} NULL ' + "'"
    fields = {
        "title": "=HYPERLINK(1)", "subtitle": "", "summary": odd,
        "authors": ("Anna, \"A\" O'Hara", "=1+1", "-", "NULL", ""), "tags": ("{}", "\\"),
        "credits": ("\uff1dAP",), "section": "'+quoted", "language": "en",
        "published_at": datetime(1969, 12, 31, 23, 59, 59, 123456, tzinfo=UTC),
        "published_offset_minutes": -330, "is_paywalled": True, "body_certainty": 0.1,
    }  # fmt: skip
    store(
        engine,
        article("odd", story("odd") + "\n" + odd, **fields),
        article("big", story("big", 60_000)),
        article("plain", story("plain"), title="'Quoted' -1", section="@here"),
    )
    store(
        engine, article_on("ledger.example", story("plain"), fetched_at=NOON + timedelta(hours=1))
    )
    return engine


@pytest.fixture
def few_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of two articles, after each of which the state is saved."""
    monkeypatch.setattr(article_rows, "BATCH", 2)
    monkeypatch.setattr(outputs, "SAVED_EACH_S", 0)
