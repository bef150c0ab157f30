"""The report, from a few figures."""

import json

from tests.benchmarks.dedup.quality import SAME_EVENT, SetQuality
from tests.benchmarks.dedup.report import as_json, as_markdown
from tests.benchmarks.dedup.scale import Cost, Room, Spread
from tests.benchmarks.dedup.scoring import PairScore
from tests.benchmarks.dedup.walk import WalkCost

QUALITY = [
    SetQuality(
        system="newsbot",
        set_name="synth_tune",
        texts=9,
        found_pairs=4,
        score=PairScore(right=3, wrong=1, missed=1),
        by_kind={"light": 0.5},
    ),
    SetQuality(
        system="newsbot", set_name=SAME_EVENT, texts=5, found_pairs=2, score=None, by_kind={}
    ),
]
SPREAD = Spread(p50_ms=1, p95_ms=2)
COST = Cost(
    articles=3000,
    look_up=SPREAD,
    look_up_cpu=SPREAD,
    single_look_up=SPREAD,
    commit=SPREAD,
    found_copies=0.3,
    room=Room(sketches=2000, blocks=200, exact=70, numbers=30, whole=6000),
    rss_before_mb=100,
    rss_after_mb=101,
    walk=WalkCost(ms=2, locked=0.125, longest_ms=30),
    aged_walk=WalkCost(ms=4, locked=0.25, longest_ms=50),
)


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_each_system_has_a_line_with_rates_a_set_and_pairs_where_none_is_right() -> None:
    lines = as_markdown(QUALITY, []).splitlines()
    assert cells(lines[2]) == ["system", "synth_tune", SAME_EVENT]
    assert cells(lines[4]) == ["newsbot", "0.750 / 0.750 / 0.750", "2"]


def test_kinds_of_edit_have_a_table_of_their_own() -> None:
    last = as_markdown(QUALITY, []).splitlines()[-1]
    assert cells(last) == ["newsbot", "0.500"]


def test_what_is_kept_for_copies_is_the_sum_of_its_parts() -> None:
    room = as_markdown([], [COST]).splitlines()[-7]
    assert cells(room) == ["3000", "2000", "200", "70", "30", "2300", "6000"]


def test_both_walks_are_in_one_line() -> None:
    last = as_markdown([], [COST]).splitlines()[-1]
    assert cells(last) == ["3000", "2.00", "12%", "30", "4.00", "25%", "50"]


def test_the_json_holds_counts_rates_and_costs() -> None:
    report = json.loads(as_json(QUALITY, [COST]))
    assert report["quality"][0]["score"]["wrong"] == 1
    assert report["quality"][0]["score"]["f1"] == 0.75
    assert report["scale"][0]["look_up"] == {"p50_ms": 1, "p95_ms": 2}
