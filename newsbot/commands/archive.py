"""`scrapy archive`: shows and deletes archived pages, and works off WARC files from elsewhere."""

import argparse

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newsbot.commands.base import NewsbotCommand
from newsbot.commands.checking.moments import moment
from newsbot.errors import ExitCode

HELP = """Shows and prunes the archive: the WARC files in the folder NEWSBOT_ARCHIVE, in which
crawls keep all pages that they fetch. `scrapy reextract` extracts them again.

  scrapy archive status                       files, pages, sizes
  scrapy archive prune --older-than 30d       which files are older; --write deletes them
  scrapy archive prune --missing --write      the rows of files that are not in the folder any more
  scrapy archive prune --site KEY --write     the pages of a site are deleted for good
  scrapy archive prune --write                completes files of killed crawls, and deletes the
                                              oldest files beyond NEWSBOT_ARCHIVE_MAX_GB

Works off many WARC files from elsewhere, on any number of machines that share one database:

  scrapy archive add 'news/*.warc.gz'         registers files; known ones are not added again
  scrapy archive add 's3://bucket/2026/*.gz'  the same, through fsspec
  scrapy archive add --paths warc.paths.gz --base https://data.commoncrawl.org
                                              a month of CC-NEWS, by its list of paths
  scrapy archive run --results /shared/out    extracts them, and stores their pages day by day
  scrapy archive status                       how far it is, and which files failed

Has them extracted on a cluster, by datatrove; `run` stores what is ready and extracts the rest:

  scrapy archive plan --executor ray --results /shared/out --out plan.json
  scrapy archive plan --executor slurm --option partition=cpu --option time=08:00:00 …

An interrupted `run` goes on when it is given again.
"""
MOST_WORKERS = 1000
ACTIONS = ("add", "plan", "prune", "run", "status")
EXECUTORS = ("local", "ray", "slurm")
RUNS = ("run", "plan")
OPTIONS: dict[str, tuple[str, ...]] = {
    "older_than": ("prune",),
    "site": ("prune",),
    "missing": ("prune",),
    "write": ("prune",),
    "paths": ("add",),
    "base": ("add",),
    "workers": RUNS,
    "results": RUNS,
    "retry": ("run",),
    "without_failed": ("run",),
    "executor": ("plan",),
    "out": ("plan",),
    "option": ("plan",),
}
"""Option → the actions that take it."""


class Command(NewsbotCommand, ScrapyCommand):
    """The command `scrapy archive`, whose first argument says what to do."""

    requires_crawler_process = False
    most_arguments = 10_000
    usage = "add GLOB… | run | plan | status | prune [options]"
    summary = "Show and prune the pages that are kept; work off many WARC files"
    manual = HELP

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds the options of `scrapy archive`, e.g. --older-than, to `parser`."""
        super().add_options(parser)
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--older-than", type=moment, metavar="WHEN", help="e.g. 30d, 2026-05-01")
        which.add_argument("--site", metavar="KEY", help="all pages of a site")
        which.add_argument("--missing", action="store_true", help="files that are not there")
        parser.add_argument("--write", action="store_true", help="delete, and do not only show")
        parser.add_argument("--paths", metavar="FILE", help="a file with one path a line")
        parser.add_argument("--base", metavar="URL_OR_DIR", help="what stands before each path")
        parser.add_argument("--workers", type=_count, metavar="N", help="processes that extract")
        parser.add_argument("--results", metavar="FOLDER", help="for what is extracted; or a URL")
        parser.add_argument(
            "--retry",
            action="store_true",
            help="failed files at once, too, and those whose results are lost",
        )
        parser.add_argument(
            "--without-failed", action="store_true", help="days do not wait for failed files"
        )
        parser.add_argument("--executor", choices=EXECUTORS, help="of datatrove")
        parser.add_argument("--out", metavar="FILE", help="for the plan")
        parser.add_argument(
            "--option", action="append", metavar="NAME=VALUE", help="an argument of the executor"
        )
        parser.add_argument("--json", action="store_true", help="print a JSON object")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Does what the first argument says: add, run, plan, status or prune."""
        what, *patterns = args or ["status"]
        if what not in ACTIONS:
            choice = ", ".join(ACTIONS[:-1])
            text = f"unknown action {what!r}: choose {choice} or {ACTIONS[-1]}"
            raise UsageError(text, print_help=False)
        for name, actions in OPTIONS.items():
            if getattr(opts, name) not in (None, False) and what not in actions:
                option = f"--{name.replace('_', '-')}"
                text = f"{option} goes with {' and '.join(actions)}; {what} does not take it"
                raise UsageError(text, print_help=False)
        if patterns and what != "add":
            raise UsageError(f"unrecognized arguments: {' '.join(patterns)}", print_help=False)
        if what == "add":
            return self._add(patterns, opts)
        if what == "run":
            return self._run(opts)
        if what == "plan":
            return self._plan(opts)
        if what == "prune":
            return self._prune(opts)
        from newsbot.actions.archive.files import show_status

        show_status(self.all_settings, as_json=opts.json)
        return ExitCode.OK

    def _add(self, patterns: list[str], opts: argparse.Namespace) -> ExitCode:
        from newsbot.actions.archive.adding import add

        if not patterns and opts.paths is None:
            raise UsageError("name files, a pattern, or --paths FILE", print_help=False)
        if opts.base is not None and opts.paths is None:
            raise UsageError("--base goes with --paths", print_help=False)
        add(self.database_url, patterns, paths=opts.paths, base=opts.base, as_json=opts.json)
        return ExitCode.OK

    def _run(self, opts: argparse.Namespace) -> ExitCode:
        from newsbot.actions.archive.working_off import Asked, work_off

        asked = Asked(
            workers=opts.workers,
            results=opts.results,
            retry=opts.retry,
            without_failed=opts.without_failed,
        )
        return work_off(self.all_settings, asked, as_json=opts.json)

    def _plan(self, opts: argparse.Namespace) -> ExitCode:
        from newsbot.actions.archive.planning import AskedPlan, plan

        if opts.executor is None or opts.out is None:
            raise UsageError("plan needs --executor and --out FILE", print_help=False)
        asked = AskedPlan(
            executor=opts.executor,
            workers=opts.workers,
            results=opts.results,
            out=opts.out,
            executor_options=opts.option or (),
        )
        plan(self.all_settings, asked, as_json=opts.json)
        return ExitCode.OK

    def _prune(self, opts: argparse.Namespace) -> ExitCode:
        from newsbot.actions.archive.files import show_old, show_site

        if opts.site is not None:
            show_site(self.all_settings, opts.site, write=opts.write, as_json=opts.json)
        else:
            show_old(
                self.all_settings,
                opts.older_than,
                missing=opts.missing,
                write=opts.write,
                as_json=opts.json,
            )
        return ExitCode.OK


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 to {MOST_WORKERS}")
    return int(text)
