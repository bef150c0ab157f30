"""`scrapy dedup`: decides again which stored articles are copies."""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from tabulate import tabulate
from tqdm import tqdm

from newsbot.commands.base import NewsbotCommand
from newsbot.commands.moments import moment
from newsbot.errors import ExitCode
from newsbot.storage.connection.session import LONG
from newsbot.storage.engine import connect, require_current_schema
from newsbot.storage.redecide.differences import (
    Differences,
    differences,
    discard,
    examples,
    resolved_since,
    write_all,
)
from newsbot.storage.redecide.resolving import plan_walk, resolve_again

HELP = """Decides again which stored articles are copies of which, as this version of newsbot would,
and shows what would change. Nothing that readers see changes before --write.

  scrapy dedup --since 7d            the articles first fetched in the last 7 days
  scrapy dedup --since 2026-05-01    since that day
  scrapy dedup                       show again what would change
  scrapy dedup --write               decide what came since, and make it so
  scrapy dedup --since 7d --write    both at once
  scrapy dedup --discard             forget what was decided

After an interruption the same command goes on where it was. Crawls may run meanwhile.
"""

EXAMPLES = 10


class Command(NewsbotCommand, ScrapyCommand):
    """Decides copies again."""

    requires_crawler_process = False

    def syntax(self) -> str:
        """Shown in the usage line."""
        return "[--since WHEN] [--write | --discard] [--json]"

    def short_desc(self) -> str:
        """Shown in the list of commands."""
        return "Decide again which stored articles are copies"

    def long_desc(self) -> str:
        """Shown by --help."""
        return HELP

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds this command's own options."""
        super().add_options(parser)
        parser.add_argument("--since", type=moment, metavar="WHEN", help="e.g. 7d, 2026-05-01")
        parser.add_argument("--write", action="store_true", help="make it so")
        parser.add_argument("--discard", action="store_true", help="forget what was decided")
        parser.add_argument("--json", action="store_true", help="print a JSON object")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Decides, shows, and writes what it was told to."""
        if opts.discard and (opts.write or opts.json or opts.since is not None):
            raise UsageError("--discard goes with no other option")
        engine = connect(self.setting("NEWSBOT_DATABASE_URL"), limits=LONG)
        require_current_schema(engine)
        if opts.discard:
            discard(engine)
            print("What was decided is forgotten.", file=sys.stderr)
            return ExitCode.OK
        decided = resolved_since(engine)
        # What is written is also decided for what crawls stored meanwhile.
        start = decided if opts.write and opts.since is None else opts.since
        if start is not None:
            walk = plan_walk(engine, start)
            _count("comparing", resolve_again(engine, walk), walk.articles)
        elif decided is None:
            raise UsageError("nothing is decided yet: try scrapy dedup --since 7d")
        _show(differences(engine), examples(engine, EXAMPLES), as_json=opts.json)
        if opts.write:
            moved = _count("writing", write_all(engine), None)
            print(f"{moved} articles moved to other groups.", file=sys.stderr)
        return ExitCode.OK


def _count(what: str, batches: Iterable[int], total: int | None) -> int:
    """The sum of the batches, with a bar that shows how far it is."""
    done = 0
    try:
        with tqdm(desc=what, total=total, unit=" articles", leave=False, disable=None) as bar:
            for articles in batches:
                done += articles
                bar.update(articles)
    except KeyboardInterrupt:
        print("Stopped: the same command goes on from here.", file=sys.stderr)
        raise
    return done


def _show(found: Differences, some: Sequence[Mapping[Any, Any]], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(asdict(found) | {"examples": list(map(dict, some))}, indent=2))
        return
    print(
        f"{found.compared} articles compared: {found.new_copies} would become copies, "
        f"{found.no_copies_any_more} would no longer be copies, "
        f"{found.other_original} would have another original."
    )
    if some:
        print(tabulate(list(map(dict, some)), headers="keys", tablefmt="simple", floatfmt=".2f"))
