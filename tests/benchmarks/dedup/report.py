"""The figures as Markdown tables or as JSON."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from tabulate import tabulate

from tests.benchmarks.dedup.quality import SAME_EVENT, SetQuality
from tests.benchmarks.dedup.scale import Cost

_COSTS = (
    "articles", "look-up p50", "p95", "its CPU p50", "p95", "single look-up p50", "p95",
    "commit p50", "p95", "copies", "RSS MB before", "after",
)  # fmt: skip
_ROOM = (
    "articles", "sketches", "recurring blocks", "exact index", "number index",
    "for copies", "whole database",
)  # fmt: skip

_WALKS = (
    "articles", "ms an article", "lock held", "longest ms",
    "written anew: ms an article", "lock held", "longest ms",
)  # fmt: skip


def as_json(quality: Sequence[SetQuality], costs: Sequence[Cost]) -> str:
    """One object on one line."""
    return json.dumps(
        {
            "quality": [_with_rates(each) for each in quality],
            "scale": [asdict(each) | {"for_copies": each.room.dedup} for each in costs],
        }
    )


def _with_rates(each: SetQuality) -> dict[str, Any]:
    row, score = asdict(each), each.score
    if score is not None:
        row["score"] |= {"precision": score.precision, "recall": score.recall, "f1": score.f1}
    return row


def as_markdown(quality: Sequence[SetQuality], costs: Sequence[Cost]) -> str:
    """The tables that have rows, each under a line that says what it shows."""
    tables = [*_quality_tables(quality), *_scale_tables(costs)]
    return "\n\n".join(f"{heading}\n\n{table}" for heading, table in tables)


def _quality_tables(quality: Sequence[SetQuality]) -> Iterable[tuple[str, str]]:
    if not quality:
        return
    sets = {each.set_name: each.texts for each in quality}
    shown = ", ".join(f"{name} ({texts} texts)" for name, texts in sets.items())
    yield (
        f"Pair precision / recall / F1; of {SAME_EVENT}: pairs called copies. Sets: {shown}.",
        _by_system(quality, list(sets)),
    )
    kinds = sorted({kind for each in quality for kind in each.by_kind})
    yield (
        "Share of each kind of copy that is grouped with its original.",
        _table(
            ["system", *kinds],
            [
                [each.system, *(f"{each.by_kind[kind]:.3f}" for kind in kinds)]
                for each in quality
                if each.by_kind
            ],
        ),
    )


def _by_system(quality: Sequence[SetQuality], sets: Sequence[str]) -> str:
    cells = {(each.system, each.set_name): _quality_cell(each) for each in quality}
    systems = dict.fromkeys(each.system for each in quality)
    rows = [[system, *(cells[system, name] for name in sets)] for system in systems]
    return _table(["system", *sets], rows)


def _quality_cell(each: SetQuality) -> str:
    if each.score is None:
        return str(each.found_pairs)
    score = each.score
    return f"{score.precision:.3f} / {score.recall:.3f} / {score.f1:.3f}"


def _scale_tables(costs: Sequence[Cost]) -> Iterable[tuple[str, str]]:
    if not costs:
        return
    yield (
        "Milliseconds an article, in batches of 50 but for single look-ups; copies: their share.",
        _table(_COSTS, [_cost_row(each) for each in costs]),
    )
    yield (
        "Bytes on disk an article, indexes included.",
        _table(_ROOM, [_room_row(each) for each in costs]),
    )
    yield (
        "scrapy dedup: how long of its walk it holds the storing lock, and for how long at once.",
        _table(_WALKS, [_walk_row(each) for each in costs]),
    )


def _cost_row(each: Cost) -> list[str]:
    spreads = (each.look_up, each.look_up_cpu, each.single_look_up, each.commit)
    times = [f"{ms:.2f}" for spread in spreads for ms in (spread.p50_ms, spread.p95_ms)]
    memory = [f"{mb:.0f}" for mb in (each.rss_before_mb, each.rss_after_mb)]
    return [str(each.articles), *times, f"{each.found_copies:.3f}", *memory]


def _room_row(each: Cost) -> list[str]:
    room = each.room
    sizes = (room.sketches, room.blocks, room.exact, room.numbers, room.dedup, room.whole)
    return [str(each.articles), *(f"{size:.0f}" for size in sizes)]


def _walk_row(each: Cost) -> list[str]:
    cells = [
        (f"{walk.ms:.2f}", f"{walk.locked:.0%}", f"{walk.longest_ms:.0f}")
        for walk in (each.walk, each.aged_walk)
    ]
    return [str(each.articles), *(cell for its in cells for cell in its)]


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    alignment = ["left"] + ["right"] * (len(heads) - 1)
    return tabulate(rows, heads, tablefmt="pipe", colalign=alignment, disable_numparse=True)
