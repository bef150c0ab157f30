"""When a host's answers pause the host or clear it, while many requests wait at once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from newsbot import clock
from newsbot.downloading.hosts.state import HostState, Refusal
from newsbot.downloading.refusals import HostPaused
from newsbot.reasons import SITE
from newsbot.storage.frontier.hosts import Pause


def over(failures: int = 1, reason: str = "http_403", ago: timedelta = timedelta(0)) -> Pause:
    """A pause that ended `ago`."""
    return Pause(until=clock.now() - ago, reason=reason, failures=failures)


async def outcomes(state: HostState, kind, verdict: Callable[[], None]) -> list[object]:
    """The results of 20 requests sent at once: the first is the probe, and `verdict` ends it."""
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
        pause = state.refused(Refusal(url="/0", reason="http_403"))
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
        pause = state.refused(Refusal(url="/0", reason="http_429", at_once=True))
        assert pause is not None
        assert pause.failures == failures + 1
        assert pause.until is not None
        step = SITE[min(failures, 4)]
        assert abs(pause.until - clock.now() - step) < timedelta(minutes=1)


def test_one_url_that_is_refused_again_and_again_is_one_refusal():
    state = HostState(Pause())
    assert [state.refused(Refusal(url="/0", reason="http_403")) for _ in range(9)] == [None] * 9
    assert state.refused(Refusal(url="/1", reason="http_403")) is None
    assert state.refused(Refusal(url="/2", reason="bot_challenge")) is not None


def test_what_was_on_its_way_when_a_pause_began_changes_nothing():
    state = HostState(Pause())
    pause = state.refused(Refusal(url="/0", reason="http_429", at_once=True))
    assert pause is not None
    state.pause = pause
    assert state.refused(Refusal(url="/1", reason="http_429", at_once=True)) is None
    assert not state.well("/2", "article")
    longer = clock.now() + timedelta(hours=5)
    extended = state.refused(Refusal(url="/3", reason="http_429", until=longer, at_once=True))
    assert extended == Pause(until=longer, reason="http_429", failures=1)


def test_a_feed_that_is_answered_says_nothing_of_articles_that_are_refused():
    async def scene(state: HostState) -> None:
        assert not await state.enter("source")
        assert not state.well("/feed", "source")
        assert await state.enter("article")

    asyncio.run(scene(HostState(over())))


def lasting(reason: str) -> HostState:
    until = clock.now() + timedelta(days=1)
    return HostState(Pause(until=until, reason=reason, failures=1))


@pytest.mark.parametrize("reason", ["http_403", "bot_challenge"])
def test_sources_are_asked_while_articles_are_refused(reason):
    for kind in ("source", "listing"):
        lasting(reason).require_open(kind)
    with pytest.raises(HostPaused):
        lasting(reason).require_open("article")


@pytest.mark.parametrize("reason", ["http_429", "http_503", "robots_unreachable", "source_refused"])
def test_in_a_pause_that_was_asked_for_or_has_another_cause_nothing_is_asked(reason):
    for kind in ("source", "listing", "article"):
        with pytest.raises(HostPaused):
            lasting(reason).require_open(kind)


@pytest.mark.parametrize(
    ("answer", "reason"), [("http_403", "source_refused"), ("http_429", "http_429")]
)
def test_a_source_that_is_refused_in_a_pause_is_a_refusal_of_the_host(answer, reason):
    state = lasting("http_403")
    refusal = Refusal(url="/feed", reason=answer, kind="source", at_once=answer == "http_429")
    pause = state.refused(refusal)
    assert pause == Pause(until=state.pause.until, reason=reason, failures=2)


def test_one_source_that_is_refused_beside_a_good_one_changes_nothing():
    state = lasting("http_403")
    state.well("/good", "source")
    assert state.refused(Refusal(url="/feed", reason="http_403", kind="source")) is None


def test_a_page_that_is_still_read_stands_between_refusals_until_it_is_one():
    state = HostState(Pause())
    for number in range(4):
        state.reading(f"/read/{number}")
        assert state.refused(Refusal(url=f"/{number}", reason="http_403")) is None
    state.well("/read/1", "article")
    assert state.refused(Refusal(url="/read/3", reason="bot_challenge")) is not None


def test_what_was_refused_before_says_nothing_of_its_host():
    state = HostState(Pause())
    for number in range(9):
        again = Refusal(url=f"/{number}", reason="http_403", refused_before=True)
        assert state.refused(again) is None
    assert state.refused(Refusal(url="/10", reason="http_403")) is None


def test_of_those_that_were_refused_before_one_probes_and_decides_nothing():
    async def scene(state: HostState) -> None:
        assert await state.enter("article", refused_before=True)
        others = [asyncio.ensure_future(state.enter("article", refused_before=True)) for _ in "abc"]
        fresh = asyncio.ensure_future(state.enter("article"))
        await asyncio.sleep(0)
        assert state.refused(Refusal(url="/0", reason="http_403", refused_before=True)) is None
        state.end_probe()
        found = await asyncio.gather(*others, return_exceptions=True)
        assert [type(each) for each in found] == [HostPaused] * 3
        assert await fresh

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
