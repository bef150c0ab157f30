"""What is lost of a page is counted each time, and logged once a site and part."""

import logging

import pytest
from scrapy.statscollectors import StatsCollector
from scrapy.utils.test import get_crawler

from newsbot.crawling.losses import Losses
from newsbot.extraction.page.parts import PartFailure
from tests.extraction.making import article, fetched, html


@pytest.fixture
def stats() -> StatsCollector:
    return get_crawler().stats


def failure(part: str) -> PartFailure:
    return PartFailure(part=part, why=f"Traceback of {part}\n  \x1b[2Jin a line")


def test_a_failed_part_is_counted_each_time_and_logged_once(
    stats: StatsCollector, caplog: pytest.LogCaptureFixture
) -> None:
    losses = Losses(stats)
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            losses.add_failures(fetched(html()), [failure("authors"), failure("tags")])
    assert stats.get_value("newsbot/part_failed/authors") == 3
    assert stats.get_value("newsbot/part_failed/tags") == 3
    assert len(caplog.records) == 2
    assert "https://paper.example/news/1: authors could not be read" in caplog.text
    assert "Traceback of authors\n  in a line" in caplog.text


def test_a_field_that_was_cut_is_counted(stats: StatsCollector) -> None:
    long = "bread and butter " * 100
    Losses(stats).add_cuts(article(f'<meta name="description" content="{long * 4}">'))
    assert stats.get_value("newsbot/field_cut/summary") == 1
