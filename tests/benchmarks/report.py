"""The comparison as figures, a table or JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tabulate import tabulate

from newsbot.training.corpus import Corpus
from newsbot.training.scoring import score_bodies
from tests.benchmarks.bootstrap import interval, resampled_f1
from tests.benchmarks.comparison import Result
from tests.benchmarks.losses import LEAST, losses
from tests.benchmarks.scoring import FIELDS, overlaps, score_fields

OURS = "newsbot"
"""What the names of this project's own systems begin with."""
BASELINE = "trafilatura"

HEADS: Mapping[str, tuple[str, str]] = {
    "system": ("system", ""),
    "f1": ("F1", ".4f"),
    "f1_interval": ("F1 95 %", ""),
    "precision": ("precision", ".4f"),
    "recall": ("recall", ".4f"),
    "title": ("title", ".3f"),
    "authors": ("authors", ".3f"),
    "date": ("date", ".3f"),
    "none": ("none", "d"),
    "cpu_ms": ("CPU ms", ".1f"),
    "cpu_ratio": ("x traf", ".2f"),
    "peak_mb": ("peak MB", ".0f"),
}
"""Key in the rows → heading, format."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All figures of a corpus."""

    corpus: str
    pages: int
    systems: Sequence[Mapping[str, Any]]
    """One row a system, with the keys of HEADS; None for what is not known of it."""
    margins: Sequence[Mapping[str, Any]]
    """By how much the F1 of each system of ours exceeds that of the best other one."""
    losses: Sequence[Mapping[str, Any]]
    """For each system of ours, the pages with a body much worse than trafilatura's: see `losses`.

    pages: how many; sum and largest of what their F1 loses; by_page: page id → loss.
    """

    def as_json(self) -> str:
        """One line."""
        return json.dumps(asdict(self)) + "\n"

    def as_table(self) -> str:
        """A heading, the rows, a line for each margin and each system's losses.

        A column that is empty is left out.
        """
        shown = [key for key in HEADS if any(row[key] is not None for row in self.systems)]
        table = tabulate(
            [[_cell(row[key], HEADS[key][1]) for key in shown] for row in self.systems],
            headers=[HEADS[key][0] for key in shown],
            colalign=["left"] + ["right"] * (len(shown) - 1),
            disable_numparse=True,
        )
        lines = [*map(_margin_line, self.margins), *map(_losses_line, self.losses)]
        return f"{self.corpus}, {self.pages} pages\n{table}\n{''.join(lines)}\n"


def report(corpus: Corpus, results: Sequence[Result]) -> Report:
    """The figures of `results`, the baseline among them, on a corpus."""
    bodies = {each.system: overlaps(corpus.truth, each.found) for each in results}
    f1s = {system: resampled_f1(pages) for system, pages in bodies.items()}
    baseline = next(each for each in results if each.system == BASELINE)
    rows = [
        {
            **_found_figures(corpus, each),
            **_cost(each, baseline),
            **score_bodies(bodies[each.system]),
            "f1_interval": interval(f1s[each.system]),
        }
        for each in results
    ]
    ours = [system for system in bodies if system.startswith(OURS)]
    return Report(
        corpus=corpus.name,
        pages=len(corpus.truth),
        systems=rows,
        margins=_margins(ours, rows, f1s),
        losses=[_losses(system, losses(corpus, system, bodies)) for system in ours],
    )


def _found_figures(corpus: Corpus, result: Result) -> dict[str, Any]:
    """System, none and the fields; a field that the system gives on no page has no figure."""
    answers = result.found.values()
    given = {field for field in FIELDS if any(answer.get(field) for answer in answers)}
    figures = score_fields(corpus.truth, result.found)
    return {
        "system": result.system,
        **{field: figures.get(field) if field in given else None for field in FIELDS},
        "none": sum(not answer.get("body") for answer in answers),
    }


def _cost(result: Result, baseline: Result) -> dict[str, float | None]:
    if result.cpu_s is None or baseline.cpu_s is None:
        return dict.fromkeys(("cpu_ms", "cpu_ratio", "peak_mb"))
    return {
        "cpu_ms": 1000 * result.cpu_s,
        "cpu_ratio": result.cpu_s / baseline.cpu_s,
        "peak_mb": result.peak_mb,
    }


def _margins(
    ours: Sequence[str], rows: Sequence[Mapping[str, Any]], f1s: Mapping[str, Sequence[float]]
) -> list[dict[str, Any]]:
    f1 = {row["system"]: row["f1"] for row in rows}
    best = max((system for system in f1 if system not in ours), key=f1.__getitem__)
    return [
        {
            "system": system,
            "other": best,
            "f1": f1[system] - f1[best],
            "interval": interval(
                [own - other for own, other in zip(f1s[system], f1s[best], strict=True)]
            ),
        }
        for system in ours
    ]


def _losses(system: str, by_page: Mapping[str, float]) -> dict[str, Any]:
    lost = by_page.values()
    return {
        "system": system,
        "pages": len(by_page),
        "sum": sum(lost),
        "largest": max(lost, default=0.0),
        "by_page": by_page,
    }


def _cell(value: Any, form: str) -> str:
    if value is None:
        return ""
    return "{:.4f}-{:.4f}".format(*value) if isinstance(value, tuple) else format(value, form)


def _margin_line(margin: Mapping[str, Any]) -> str:
    low, high = margin["interval"]
    names = f"{margin['system']} - {margin['other']}"
    return f"F1 of {names}: {margin['f1']:+.4f} (95 %: {low:+.4f} to {high:+.4f})\n"


def _losses_line(lost: Mapping[str, Any]) -> str:
    figures = f"{lost['pages']}, in sum by {lost['sum']:.4f}, at most by {lost['largest']:.4f}"
    return f"Pages of {lost['system']} worse by {LEAST} or more: {figures}\n"
