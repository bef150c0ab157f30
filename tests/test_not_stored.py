"""What crawls that store nothing pass on to Scrapy's feed exports."""

import asyncio

import pytest
from scrapy.exceptions import DropItem

from newsbot.items import BackfillPage, BackfillReport, Period
from pipelines.store import NotStored
from tests.storage.making import NOON

URL = "https://gazette.example/index.xml"


def test_the_report_on_a_page_of_the_past_is_not_exported() -> None:
    report = BackfillReport(
        page=BackfillPage(url=URL, source_url=URL),
        kind="sitemap",
        site="gazette",
        at=NOON,
        period=Period(since=NOON, until=NOON),
    )
    with pytest.raises(DropItem):
        asyncio.run(NotStored().process_item(report))
