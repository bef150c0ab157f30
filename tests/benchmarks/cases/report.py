"""What systems got right in a folder of cases, as a table or JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tabulate import tabulate

from tests.benchmarks.cases.reading import Cases
from tests.benchmarks.cases.scoring import FIELDS, marks
from tests.benchmarks.comparison import Result

GIVEN_AS: Mapping[str, str] = {
    "text": "body",
    "title": "title",
    "authors": "authors",
    "day": "date",
}
"""Field → the name by which a system's answer gives it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReport:
    """What each system got right."""

    folder: str
    """The folder's name."""
    cases: int
    stated: Mapping[str, int]
    """Field → how many cases state it; "all" is how many state any field."""
    systems: Sequence[Mapping[str, Any]]
    """One row a system: its name, and what it got right and wrong.

    right: the keys of `stated` → how many cases; None for a field that no answer of the system has.
    wrong: field → ids of the cases.
    """

    def as_json(self) -> str:
        """One line."""
        return json.dumps(asdict(self)) + "\n"

    def as_table(self) -> str:
        """A heading and a row for each system; a field that no case states has no column."""
        fields = [field for field in FIELDS if self.stated[field]]
        heads = ["system", "cases", "all right"]
        table = tabulate(
            [
                [
                    row["system"],
                    self.stated["all"],
                    *(row["right"][key] for key in ["all", *fields]),
                ]
                for row in self.systems
            ],
            headers=heads + [f"{field} of {self.stated[field]}" for field in fields],
            colalign=["left"] + ["right"] * (len(fields) + 2),
        )
        return f"{self.folder}, {self.cases} cases\n{table}\n\n"


def report_cases(cases: Cases, results: Sequence[Result]) -> CaseReport:
    """What `results` have right in the cases that state any of the fields."""
    stated = [set(marks(case, {})) for case in cases.truth]
    return CaseReport(
        folder=cases.name,
        cases=len(cases.truth),
        stated={"all": sum(map(bool, stated))}
        | {field: sum(field in each for each in stated) for field in FIELDS},
        systems=[_row(cases, each) for each in results],
    )


def _row(cases: Cases, result: Result) -> dict[str, Any]:
    answers = result.found
    marked = {case["id"]: marks(case, answers[case["id"]]) for case in cases.truth}
    given = {
        field
        for field, key in GIVEN_AS.items()
        if any(key in answer for answer in answers.values())
    }
    all_right = sum(bool(each) and all(each.values()) for each in marked.values())
    right = {
        field: sum(each.get(field, False) for each in marked.values()) if field in given else None
        for field in FIELDS
    }
    wrong = {
        field: [case_id for case_id, each in marked.items() if not each.get(field, True)]
        for field in FIELDS
    }
    return {"system": result.system, "right": {"all": all_right} | right, "wrong": wrong}
