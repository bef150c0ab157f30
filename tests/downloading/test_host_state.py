"""What a host's answers lead to; many requests wait at once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from newsbot import clock
from newsbot.downloading.host_state import HostState
from newsbot.downloading.refusals import HostPaused
from newsbot.reasons import SITE
from newsbot.storage.hosts import Pause


def over(failures: int = 1, reason: str = "http_403", ago: timedelta = timedelta(0)) -> Pause:
    """A pause that is over."""
    return Pause(until=clock.now() - ago, reason=reason, failures=failures)


async def outcomes(state: HostState, kind, verdict: Callable[[], None]) -> list[object]:
    """What each of 20 requests gets that come at once, of which the first probes."""
    waiting = [asyncio.ensure_future(state.enter(kind)) for _ in range(20)]
    await asyncio.sleep(0)
    assert [task.done() for task in waiting].count(True) == 1
    assert waiting[0].result()
    verdict()
    state.end_probe()
    return list(await asyncio.gather(*waiting[1:], return_exceptions=True))


def test_when_a_probe_goes_well_all_pass():
    state = HostState(over())

    def well() -> None:
        assert state.well("/0", "article")
        state.pause = Pause()

    assert asyncio.run(outcomes(state, "article", well)) == [False] * 19


def test_when_a_probe_is_refused_none_is_sent():
    state = HostState(over())

    def refused() -> None:
        pause = state.refused("/0", "http_403")
        assert pause is not None
        state.pause = pause

    found = asyncio.run(outcomes(state, "article", refused))
    assert [type(each) for each in found] == [HostPaused] * 19


def test_when_a_probe_has_no_verdict_another_probes():
    async def probes_in_turn(state: HostState) -> int:
        probes = 0

        async def ask() -> None:
            nonlocal probes
            if await state.enter("article"):
                probes += 1
                state.end_probe()

        await asyncio.gather(*(ask() for _ in range(20)))
        return probes

    assert asyncio.run(probes_in_turn(HostState(over()))) == 20


def test_while_a_probe_is_redirected_those_that_wait_make_room():
    async def scene(state: HostState) -> None:
        assert await state.enter("article")
        waiting = asyncio.ensure_future(state.enter("article"))
        await asyncio.sleep(0)
        state.prolong_probe()
        with pytest.raises(HostPaused):
            await waiting
        late = asyncio.ensure_future(state.enter("article"))
        await asyncio.sleep(0)
        state.pause = Pause()
        state.end_probe()
        assert not await late

    asyncio.run(scene(HostState(over())))


def test_pauses_grow_and_the_last_step_repeats():
    state = HostState(Pause())
    for failures in range(8):
        state.pause = over(failures)
        pause = state.refused("/0", "http_429", at_once=True)
        assert pause is not None
        assert pause.failures == failures + 1
        assert pause.until is not None
        step = SITE[min(failures, 4)]
        assert abs(pause.until - clock.now() - step) < timedelta(minutes=1)


def test_one_url_that_is_refused_again_and_again_is_one_refusal():
    state = HostState(Pause())
    assert [state.refused("/0", "http_403") for _ in range(9)] == [None] * 9
    assert state.refused("/1", "http_403") is None
    assert state.refused("/2", "bot_challenge") is not None


def test_what_was_on_its_way_when_a_pause_began_changes_nothing():
    state = HostState(Pause())
    pause = state.refused("/0", "http_429", at_once=True)
    assert pause is not None
    state.pause = pause
    assert state.refused("/1", "http_429", at_once=True) is None
    assert not state.well("/2", "article")
    longer = clock.now() + timedelta(hours=5)
    extended = state.refused("/3", "http_429", until=longer, at_once=True)
    assert extended == Pause(until=longer, reason="http_429", failures=1)


def test_a_feed_that_is_answered_says_nothing_of_articles_that_are_refused():
    async def scene(state: HostState) -> None:
        assert await state.enter("source")
        assert not state.well("/feed", "source")
        state.end_probe()
        assert not await state.enter("source")
        assert await state.enter("article")

    asyncio.run(scene(HostState(over())))


@pytest.mark.parametrize(
    "pause", [over(reason="http_503"), over(reason="dns"), over(ago=timedelta(days=2))]
)
def test_a_feed_that_is_answered_ends_an_outage_and_an_old_refusal(pause):
    assert HostState(pause).well("/feed", "source")


def test_a_further_page_neither_waits_nor_tells():
    async def scene(state: HostState) -> Awaitable[None] | None:
        assert await state.enter("article")
        assert not await state.enter("other")
        assert not state.well("/2", "other")
        return None

    asyncio.run(scene(HostState(over())))


def test_a_later_pause_of_another_run_is_taken_over_and_an_earlier_one_is_not():
    until = clock.now() + timedelta(hours=1)
    state = HostState(Pause(until=until, reason="http_429", failures=1))
    state.learn(Pause())
    state.learn(Pause(until=until - timedelta(minutes=1), reason="dns", failures=1))
    assert state.pause.reason == "http_429"
    state.learn(Pause(until=until + timedelta(minutes=1), reason="dns", failures=2))
    assert state.pause.reason == "dns"
