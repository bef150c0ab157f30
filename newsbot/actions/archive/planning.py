"""The work of `scrapy archive plan`: writes which files a cluster is to extract, and how."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from scrapy.settings import BaseSettings

from newsbot.actions.archive.extraction_settings import extraction_options, results_folder
from newsbot.actions.output import print_json
from newsbot.crawling.partitions.files import FileError, absolute
from newsbot.crawling.partitions.plans import Plan
from newsbot.errors import ConfigurationError
from newsbot.postgres.location import PROJECT
from newsbot.storage.archive.partitions import waiting_files
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.engine import connect_to_schema

NO_LIMIT = -1
"""For datatrove: as many files at once as the cluster has room for."""
NEEDED = {"slurm": ("partition", "time")}
"""Executor → the arguments that it has no default for."""
ENGINE = ".venv-archive"
TO_RUN = f"{ENGINE}/bin/python -m newsbot.cluster"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPlan:
    """The options of `scrapy archive plan`."""

    executor: str
    workers: int | None
    """How many files are extracted at once; None: on this machine as NEWSBOT_WORKERS says, on a
    cluster without a limit."""
    results: str | None
    """The folder of the Parquet files; None: as NEWSBOT_ARCHIVE_RESULTS says."""
    out: str
    """The file that the plan is written into."""
    executor_options: Sequence[str]
    """Further arguments of the executor, each as NAME=VALUE."""


def plan(settings: BaseSettings, asked: AskedPlan, *, as_json: bool) -> None:
    """Writes a plan for the files that wait to be extracted, and prints how it is carried out.

    Raises:
        ConfigurationError: no file waits, or an option cannot be used.
    """
    more = dict(map(_named, asked.executor_options))
    for name in NEEDED.get(asked.executor, ()):
        if name not in more:
            raise ConfigurationError(f"{asked.executor} needs --option {name}=…")
    engine = connect_to_schema(settings["NEWSBOT_DATABASE_URL"])
    files = with_retries(partial(waiting_files, engine))
    if not files:
        raise ConfigurationError("no files wait: scrapy archive add GLOB registers some")
    chosen = Plan(
        executor=asked.executor,
        workers=_workers(settings, asked),
        results=results_folder(settings, asked.results),
        executor_options=more,
        options=extraction_options(settings, _processes(more)),
        files=tuple(files),
    )
    try:
        chosen.write(asked.out)
    except FileError as error:
        raise ConfigurationError(str(error)) from error
    ready = len(files) - len(chosen.open_files())
    if as_json:
        print_json({"plan": absolute(asked.out), "files": len(files), "ready": ready})
    else:
        known = f"; the results of {ready} are there already" if ready else ""
        print(f"{asked.out} has {len(files)} files{known}. On the cluster:")
        print(f"  {TO_RUN} {asked.out}")
        if not (PROJECT / ENGINE).is_dir():
            ray = " RAY=1" if asked.executor == "ray" else ""
            print(f"There is no {ENGINE} yet: make archive-engine{ray} builds it", file=sys.stderr)


def _workers(settings: BaseSettings, asked: AskedPlan) -> int:
    if asked.workers is not None:
        return asked.workers
    return settings.getint("NEWSBOT_WORKERS") if asked.executor == "local" else NO_LIMIT


def _processes(more: Mapping[str, Any]) -> int:
    found = more.get("cpus_per_task", 1)
    if not isinstance(found, int) or found < 1:
        raise ConfigurationError(f"cpus_per_task={found} is no number of processors")
    return found


def _named(option: str) -> tuple[str, Any]:
    """The name and value in an option such as "cpus_per_task=2" or "partition=cpu"."""
    name, equals, value = option.partition("=")
    if not name or not equals:
        raise ConfigurationError(f"--option {option} is not NAME=VALUE")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value
