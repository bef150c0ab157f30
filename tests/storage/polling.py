"""Polls of one source, as runs record them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from newsbot.items import SourceReport
from newsbot.storage.leases.polls import Polled, Polls
from newsbot.urls import host_of

FEED = "https://gazette.example/feed"
SITE = "gazette"


def poll(engine: Engine, at: datetime, **fields: Any) -> None:
    """Records a poll of FEED at a moment."""
    polls = Polls(engine, host_of)
    polls.register([Polled(url=FEED, kind="feed", site=SITE)], is_regular=True)
    values: dict[str, Any] = {"url": FEED, "kind": "feed", "site": SITE, "at": at, "links": 20}
    polls.record(SourceReport(**values | fields))
