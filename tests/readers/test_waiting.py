"""Waiting for changes goes on when the connection that hears of them is lost, and says so once."""

import pytest
from sqlalchemy import Engine, text

from newsbot.storage.readers import waiting
from newsbot.storage.readers.waiting import INSTEAD, listening

LISTENERS = (
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query ~ '^LISTEN'"
)


def test_a_lost_connection_is_told_once_and_waiting_goes_on(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(waiting, "LONGEST_S", 0.01)
    with listening(engine) as wait:
        with engine.connect() as other:
            (listener,) = other.scalars(text(LISTENERS))
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": listener})
        waited = 0
        while not caplog.records:  # until the end of the connection has been noticed
            wait()
            waited += 1
            assert waited < 10_000
        wait()
        wait()
    (told,) = caplog.records
    assert told.getMessage().endswith(INSTEAD)
    assert "\n" not in told.getMessage()
