"""`scrapy retry`: URLs that gave no article, asked for once more."""

import argparse
import difflib
import json
import re
import sys
from collections.abc import Collection, Sequence
from dataclasses import asdict

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from tabulate import tabulate

from newsbot.commands.base import NewsbotCommand
from newsbot.commands.moments import moment
from newsbot.errors import ConfigurationError, ExitCode
from newsbot.reasons import REASONS
from newsbot.storage.articles.held import accept, held_texts
from newsbot.storage.engine import connect, require_current_schema
from newsbot.storage.frontier.retries import (
    Asked,
    Refused,
    Waiting,
    make_due,
    reasons_met,
    refused,
    waiting,
)

HELP = """Shows which URLs gave no article, by reason and site, and when they are asked for again by
themselves. With --write the next crawl asks for all of them, given up or not, as if they were new.

  scrapy retry                                     all of them
  scrapy retry --site bbc --since 30d              one site's, asked for in the last 30 days
  scrapy retry --reason http_403                   all that were refused so
  scrapy retry --reason cookie_wall --since 2026-05-01 --write
  scrapy retry --json                              for a script
  scrapy retry --accept [--site KEY]               texts that are held because they are so short
  scrapy retry --accept --site bbc --write         make them the articles' texts

`scrapy crawl` asks for what it is told of: a URL that a feed listed needs a crawl of that feed.
"""

HEADERS = ("reason", "site", "URLs", "given up", "oldest", "newest", "next try")
HELD_HEADERS = ("site", "texts held", "since", "last seen")
_STATUS = re.compile(r"http_[1-9]\d\d")


class Command(NewsbotCommand, ScrapyCommand):
    """Asks again."""

    requires_crawler_process = False

    def syntax(self) -> str:
        """Shown in the usage line."""
        return "[--site KEY] [--reason NAME] [--since WHEN] [--accept] [--write] [--json]"

    def short_desc(self) -> str:
        """Shown in the list of commands."""
        return "Ask again for what gave no article"

    def long_desc(self) -> str:
        """Shown by --help."""
        return HELP

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds this command's own options."""
        super().add_options(parser)
        parser.add_argument("--site", metavar="KEY", help="of one site, e.g. bbc, example.org")
        parser.add_argument("--reason", metavar="NAME", help="for one reason, e.g. cookie_wall")
        parser.add_argument("--since", type=moment, metavar="WHEN", help="e.g. 30d, 2026-05-01")
        parser.add_argument("--accept", action="store_true", help="of texts that are held")
        parser.add_argument("--write", action="store_true", help="make it so")
        parser.add_argument("--json", action="store_true", help="print a JSON array")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Shows what matches, and makes it due if it is told to."""
        engine = connect(self.setting("NEWSBOT_DATABASE_URL"))
        require_current_schema(engine)
        if opts.accept:
            self._accept(opts)
            return ExitCode.OK
        if opts.reason is not None:
            _require_reason(opts.reason, REASONS.keys() | reasons_met(engine))
        asked = Asked(site=opts.site, reason=opts.reason, since=opts.since)
        found = refused(engine, asked)
        _show(found, as_json=opts.json)
        if opts.write and found:
            print(_said(make_due(engine, asked), waiting(engine, asked)), file=sys.stderr)
        return ExitCode.OK

    def _accept(self, opts: argparse.Namespace) -> None:
        if opts.reason is not None or opts.since is not None:
            raise UsageError("--accept takes --site, but neither --reason nor --since")
        engine = connect(self.setting("NEWSBOT_DATABASE_URL"))
        waiting = held_texts(engine, opts.site)
        if opts.json:
            print(json.dumps([asdict(each) for each in waiting], default=str, indent=2))
        elif waiting:
            rows = [[_shown(cell) for cell in asdict(each).values()] for each in waiting]
            print(tabulate(rows, HELD_HEADERS, "simple"))
        else:
            print("No text is held.")
        if opts.write and waiting:
            accepted = accept(engine, opts.site)
            print(f"{accepted} articles show their short texts now.", file=sys.stderr)


def _require_reason(name: str, known: Collection[str]) -> None:
    if name in known or _STATUS.fullmatch(name):
        return
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]!r}? " if close else ""
    raise ConfigurationError(
        f"unknown reason {name!r}: {hint}Known are {', '.join(sorted(known))} and every HTTP "
        "status, e.g. http_503"
    )


def _said(due: int, waiting: Waiting) -> str:
    if waiting.until is None:
        return f"{due} URLs are due now."
    return (
        f"{due - waiting.urls} URLs are due now; {waiting.urls} wait for their hosts, "
        f"until {waiting.until:%Y-%m-%d %H:%M} UTC."
    )


def _show(found: Sequence[Refused], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([asdict(each) for each in found], default=str, indent=2))
    elif found:
        rows = [list(asdict(each).values()) for each in found]
        print(tabulate([[_shown(cell) for cell in row] for row in rows], HEADERS, "simple"))
    else:
        print("No URL matches: nothing to ask for again.")


def _shown(cell: object) -> object:
    return cell if isinstance(cell, int | str) or cell is None else f"{cell:%Y-%m-%d %H:%M}"
