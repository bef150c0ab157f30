"""How many requests of each queue are under way."""

from types import SimpleNamespace
from typing import Any

from scrapy import Request

from newsbot.crawling.work.under_way import QUEUE, UnderWay


def test_a_request_counts_in_the_queue_it_was_made_from_whatever_groups_hosts_now():
    engine = SimpleNamespace(_slot=None, downloader=SimpleNamespace(active=set()))
    crawler: Any = SimpleNamespace(engine=engine)
    under_way = UnderWay(crawler, lambda _: "group")
    under_way.scheduled(Request("https://gazette.example/a", meta={QUEUE: "gazette.example"}))
    assert under_way.count() == {"group": 1, "gazette.example": 1}
