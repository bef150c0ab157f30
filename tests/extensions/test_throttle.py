"""How fast a host is asked that answers slowly, or wants to be asked slowly."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request, signals
from scrapy.core.downloader import Slot
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager

from newsbot.extensions.throttle import Throttle

HOST = "gazette.example"


@dataclass
class Crawl:
    """What the extension sees of a crawl that asks one host."""

    slot: Slot
    wanted_s: float
    settings: Settings = field(
        default_factory=lambda: Settings({"AUTOTHROTTLE_ENABLED": True, "DOWNLOAD_DELAY": 1})
    )
    signals: SignalManager = field(default_factory=SignalManager)

    @property
    def engine(self) -> Any:
        wanted = {"delay": self.wanted_s, "concurrency": 1}
        downloader = SimpleNamespace(
            slots={HOST: self.slot}, per_slot_settings={HOST: wanted}, _delay=0.0
        )
        return SimpleNamespace(downloader=downloader)


def delay_after(latencies: list[float], wanted_s: float) -> float:
    """The delay in seconds of a host that took so long for its answers."""
    crawl: Any = Crawl(Slot(1, wanted_s, 0), wanted_s)
    throttle = Throttle.from_crawler(crawl)  # signals do not keep it alive
    crawl.signals.send_catch_log(signals.spider_opened, spider=throttle)
    for latency in latencies:
        request = Request("https://gazette.example/", meta={"download_slot": HOST})
        request.meta["download_latency"] = latency
        crawl.signals.send_catch_log(
            signals.response_downloaded,
            response=Response(request.url),
            request=request,
            spider=throttle,
        )
    return crawl.slot.delay


@pytest.mark.parametrize("wanted_s", [1, 3, 90])
def test_no_quick_answer_makes_a_host_be_asked_faster_than_it_wants(wanted_s):
    assert delay_after([0.01] * 20, wanted_s) == wanted_s


def test_a_host_that_answers_slowly_is_asked_slowly():
    assert delay_after([8], 1) == 8


def test_a_host_that_recovers_is_asked_as_it_wants():
    assert delay_after([8] + [0.01] * 20, 3) == pytest.approx(3, abs=0.01)
