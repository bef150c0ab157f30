"""Reads the notes that tasks leave beside the results: which files failed or are damaged."""

from dataclasses import dataclass

from newsbot.cluster.step import DAMAGED, FAILED
from newsbot.crawling.partitions.files import joined, names_in, read_whole
from newsbot.crawling.partitions.plans import Plan
from newsbot.crawling.partitions.ready import results_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What is to be told of the files of a plan: one line a file."""

    failed: list[str]
    damaged: list[str]


def read_notes(plan: Plan) -> Notes:
    """The notes on the files of a plan.

    Raises:
        FileError: the notes cannot be read now.
    """
    names = names_in(plan.results)
    results = [results_name(url) for url in plan.files]
    return Notes(
        failed=[_read(plan, name + FAILED) for name in results if name + FAILED in names],
        damaged=[_read(plan, name + DAMAGED) for name in results if name + DAMAGED in names],
    )


def _read(plan: Plan, name: str) -> str:
    return read_whole(joined(plan.results, name)).decode()
