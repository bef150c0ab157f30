"""Carries out a plan that `scrapy archive plan` wrote, with datatrove.

    .venv-archive/bin/python -m newsbot.cluster PLAN.json

Files whose results are in the folder are left out. So an interrupted command goes on when it is
given again, and a plan with more files extracts only the new ones. On Slurm the command ends when
the jobs are submitted; given once more after them, it says whether all files are done.
"""

import argparse
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from subprocess import CalledProcessError

from newsbot.cluster.executors import executor_for
from newsbot.cluster.notes import Notes, read_notes
from newsbot.cluster.watching import ended_by_killed_process
from newsbot.crawling.partitions.plans import Plan
from newsbot.errors import ConfigurationError, ExitCode, NewsbotError


def main(arguments: Sequence[str] | None = None) -> int:
    """Extracts the files of the plan that the command line names; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m newsbot.cluster", description="Extract WARC files with datatrove."
    )
    parser.add_argument("plan", metavar="PLAN", help="the file that scrapy archive plan wrote")
    asked = parser.parse_args(arguments)
    try:
        plan = Plan.read(asked.plan)
        files = plan.open_files()
        if files:
            _run(plan, files)
        return _tell(plan, len(files), len(plan.open_files()), read_notes(plan))
    except NewsbotError as error:
        sys.stderr.write(f"error: {error}\n")
        return getattr(error, "exit_code", ExitCode.CONFIGURATION)
    except KeyboardInterrupt:
        return ExitCode.SIGNAL


def _run(plan: Plan, files: Sequence[str]) -> None:
    executor = executor_for(plan, files)
    try:
        with ended_by_killed_process() if plan.executor == "local" else nullcontext():
            executor.run()
    except (OSError, CalledProcessError) as error:
        raise ConfigurationError(f"the executor {plan.executor} failed: {error}") from error


def _tell(plan: Plan, begun: int, left: int, notes: Notes) -> ExitCode:
    done = len(plan.files) - left
    print(f"{done} of {len(plan.files)} files are extracted, {begun - left} of them now.")
    for line in (*notes.damaged, *notes.failed):
        print(line, file=sys.stderr)
    if notes.damaged:
        print("What can be read of damaged files was taken.", file=sys.stderr)
    if not left:
        print("scrapy archive run stores their pages.")
        return ExitCode.OK
    if plan.executor == "slurm" and begun:
        print("Slurm has the other files. Give the same command when its jobs have ended.")
        return ExitCode.OK
    print(f"{left} files are left. Give the same command to try them again.", file=sys.stderr)
    return ExitCode.CONFIGURATION


if __name__ == "__main__":
    sys.exit(main())
