"""The command `scrapy sites`, which has several actions.

It lists, checks and adds sites of the registry. It also moves or deletes what is stored of sites.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newsbot.commands.base import NewsbotCommand
from newsbot.errors import ExitCode

if TYPE_CHECKING:
    from newsbot.sites.registry import Registry

HELP = """Shows and tries the sites that `scrapy crawl news` crawls, adds and removes sites.

  scrapy sites list                              the registry: newsbot's, and that of NEWSBOT_SITES
  scrapy sites list --country de,at              the sites of some countries
  scrapy sites list --language de                the sites in some languages
  scrapy sites list --sites-file PATH            another registry: a file, or a folder of files
  scrapy sites list --json                       for a script

  scrapy sites check                             fetches the sources of all sites, stores nothing
  scrapy sites check bbc npr                     only those of the sites named; --country … as above
  scrapy sites check --write                     also marks the sites that are well as "checked"

Exit codes of check: 6 if a source is not well, 7 if none could be fetched, else 0.

  scrapy sites add https://gazette.example       looks for sources, and shows the entry to write
  scrapy sites add URL --yes --file own.toml     also writes it; --file is needed without
                                                 NEWSBOT_SITES, whose first file or folder is taken

add sends at most 30 requests, and shows three articles as they would be stored. Exit codes: 6 if
no source or no article was found, 7 if the home page could not be fetched. add and check say of a
site that was forgotten when that was, and how to undo it.

  scrapy sites adopt gazette                     what is stored under another site, such as a bare
                                                 domain, but is on hosts of a registered one
  scrapy sites adopt gazette --write             moves it to the registered site

  scrapy sites forget gazette                    what is stored of a site, registered or not
  scrapy sites forget gazette --write            deletes it all; crawls store nothing of it again
  scrapy sites forget gazette --undo             crawls may store it again
  scrapy sites forget gazette.example --write    also a host of which nothing is known yet

For both, the host of a URL decides, whatever site it is stored under: a page on a host of gazette
belongs to gazette. Crawls may run beside both. If they are stopped, the same command goes on.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """An action of the command `scrapy sites`, e.g. "list" in `scrapy sites list`."""

    run: Callable[["Command", list[str], argparse.Namespace], ExitCode]
    options: frozenset[str]
    """The options that the action accepts, by their argparse names, e.g. "as_json" for --json."""
    fetches: bool = False
    """Whether the action requests pages from web servers."""


class Command(NewsbotCommand, ScrapyCommand):
    """The command `scrapy sites`. Its first argument names the action, e.g. "list"."""

    most_arguments = 1_000
    usage = "list|check [KEY ...]|add URL|adopt KEY|forget KEY [...] [options]"
    summary = "Show the registered sites, try their sources, add or remove sites"
    manual = HELP

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds the options of all actions to the parser."""
        super().add_options(parser)
        parser.add_argument("--sites-file", type=Path, metavar="PATH", help="a registry of sites")
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument("--country", default="", metavar="CODE,…", help="ISO 3166-1 codes")
        parser.add_argument("--language", default="", metavar="CODE,…", help="ISO 639-1 codes")
        parser.add_argument(
            "--write", action="store_true", help="mark sites as checked; move or delete rows"
        )
        parser.add_argument("--key", help="the key of the new site")
        parser.add_argument("--file", type=Path, metavar="PATH", help="where to write the new site")
        parser.add_argument("--undo", action="store_true", help="allow a forgotten site again")
        parser.add_argument("--yes", action="store_true", help="write the new site")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Applies the options, and decides whether Scrapy starts a crawler process.

        Only actions that fetch pages need a crawler process. Loading one takes a while.
        """
        action = ACTIONS.get(args[0]) if args else None
        fetches = action is not None and action.fetches
        self.fetches = self.requires_crawler_process = fetches  # type: ignore[misc]  # see above
        super().process_options(args, opts)

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Does the action that the first argument names."""
        if not args or args[0] not in ACTIONS:
            names = ", ".join(ACTIONS)
            raise UsageError(f"say what to do: {names}; e.g. scrapy sites list")
        action = ACTIONS[args[0]]
        for name in OPTIONS - action.options:
            if getattr(opts, name):
                option = "--" + name.replace("_", "-")
                raise UsageError(f"scrapy sites {args[0]} has no option {option}")
        return action.run(self, args[1:], opts)

    def registry(self, opts: argparse.Namespace) -> "Registry":
        """The registry that is named by the options and by the setting NEWSBOT_SITES."""
        from newsbot.sites.registry import load_registry, own_sites

        return load_registry(opts.sites_file, own_sites(self.setting("NEWSBOT_SITES")))

    def list_sites(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Prints the registered sites as a table or, with --json, as JSON."""
        from newsbot.actions.sites.listing import show_sites
        from newsbot.sites.registry import listed

        registry = self.registry(opts)
        sites = registry.chosen(args, listed(opts.country), listed(opts.language))
        show_sites(registry, sites, self.setting("NEWSBOT_SITE_RULES"), as_json=opts.json)
        return ExitCode.OK

    def check_sites(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Fetches the sources of some sites, and prints a verdict on each source.

        `args` has the keys of the sites; if `args` is empty, all sites are checked.
        """
        from newsbot.actions.sites.checking import check_sites
        from newsbot.actions.sites.told import tell_forgotten_sites
        from newsbot.sites.registry import listed

        registry = self.registry(opts)
        sites = registry.chosen(args, listed(opts.country), listed(opts.language))
        tell_forgotten_sites(self.database_url, sites)
        return check_sites(self.process, registry, sites, as_json=opts.json, writes=opts.write)

    def add_site(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Looks for the sources of a site, and prints or writes a registry entry for it."""
        from newsbot.actions.sites.adding import Wish, add_site
        from newsbot.sites.registry import load_registry, own_sites

        if len(args) != 1:
            raise UsageError("name one URL, e.g. scrapy sites add https://gazette.example")
        own = own_sites(self.setting("NEWSBOT_SITES"))
        target = opts.file or next(iter(own), None)
        # `own` are the files and folders in the setting NEWSBOT_SITES. `target` is where the new
        # entry will be written. It may be another file, if the option --file names one. The
        # registry is read from all of these, but `target` is left out if it does not exist yet.
        named = dict.fromkeys([*own, *([] if opts.file is None else [opts.file])])
        there = [each for each in named if each != target or each.is_file() or _has_files(each)]
        registry = load_registry(opts.sites_file, there, always_own=True)
        wish = Wish(key=opts.key, target=target, writes=opts.yes, as_json=opts.json)
        return add_site(self.process, registry, args[0], self.database_url, wish)

    def adopt_site(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Prints how many rows with URLs of a registered site are stored under other sites.

        With the option --write, it also moves these rows to the registered site.
        """
        from newsbot.actions.sites.moving import adopt_rows

        if len(args) != 1:
            raise UsageError("name one registered site, e.g. scrapy sites adopt bbc")
        registry = self.registry(opts)
        adopt_rows(self.database_url, registry, args[0], write=opts.write, as_json=opts.json)
        return ExitCode.OK

    def forget_sites(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Prints how much is stored of the sites whose keys are in `args`.

        With the option --write, this is deleted, and crawls store nothing of these sites any more.
        With the option --undo, crawls may store the sites again.
        """
        from newsbot.actions.sites.forgetting import forget_sites, remember_sites

        keys = list(dict.fromkeys(args))
        if not keys:
            raise UsageError("name a site, e.g. scrapy sites forget example.org")
        if opts.undo:
            if opts.write or opts.json:
                raise UsageError("--undo takes neither --write nor --json")
            remember_sites(self.database_url, keys)
            return ExitCode.OK
        registry = self.registry(opts)
        forget_sites(self.all_settings, registry, keys, write=opts.write, as_json=opts.json)
        return ExitCode.OK


def _has_files(folder: Path) -> bool:
    return next(folder.glob("*.toml"), None) is not None


CHOICE = frozenset({"sites_file", "json", "country", "language"})
OF_ADD = frozenset({"sites_file", "json", "key", "file", "yes"})
OF_ROWS = frozenset({"sites_file", "json", "write"})
OPTIONS = CHOICE | OF_ADD | OF_ROWS | {"undo"}
ACTIONS = {
    "list": Action(run=Command.list_sites, options=CHOICE),
    "check": Action(run=Command.check_sites, options=CHOICE | {"write"}, fetches=True),
    "add": Action(run=Command.add_site, options=OF_ADD, fetches=True),
    "adopt": Action(run=Command.adopt_site, options=OF_ROWS),
    "forget": Action(run=Command.forget_sites, options=OF_ROWS | {"undo"}),
}
