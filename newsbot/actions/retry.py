"""The work of `scrapy retry`: prints how many URLs gave no article, and why.

With --write, the command also has the next crawl request these URLs again.
"""

import difflib
import re
import sys
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from scrapy.settings import BaseSettings

from newsbot.actions.database.search_index import index_for_search
from newsbot.actions.output import print_json, print_table
from newsbot.errors import ConfigurationError
from newsbot.reasons import REASONS
from newsbot.storage.articles.held import accept, held_texts
from newsbot.storage.engine import connect_to_current
from newsbot.storage.frontier.retries import (
    Asked,
    Refused,
    Waiting,
    make_due,
    reasons_met,
    refused,
    waiting,
)

HELD_HEADERS = ("site", "texts held", "since", "last seen")
HEADERS = ("reason", "site", "URLs", "given up", "oldest", "newest", "next try")
GAVE_NONE = frozenset({"rejected", "unreadable", "pruned", "deferred"})
"""The outcomes of extracting archived pages again that mean: the page gave no article."""
TAKEN_AWAY = {
    "article_forgotten": "A person has removed these articles: `scrapy articles forgotten` lists "
    "them, and `scrapy articles forget URL --undo` lets crawls ask for one again.",
    "site_forgotten": "A person has removed these sites: news.sites has them (forgotten_at), and "
    "`scrapy sites forget KEY --undo` lets crawls ask for one again.",
}
"""The name of each reason that lasts until a person undoes it → a sentence that says how."""
_STATUS = re.compile(r"http_[1-9]\d\d")


def retry(settings: BaseSettings, asked: Asked, *, write: bool, as_json: bool) -> None:
    """Prints how many URLs gave no article, by reason and site.

    `asked` selects the URLs. With `write`, their pages are extracted again if the archive has them.
    The next crawl requests those URLs again that still have no article. `settings` are the settings
    of the command.

    Raises:
        ConfigurationError: `asked` selects by a reason that does not exist.
    """
    engine = connect_to_current(settings["NEWSBOT_DATABASE_URL"])
    if asked.reason is not None:
        require_reason(asked.reason, REASONS.keys() | reasons_met(engine))
    if asked.reason in TAKEN_AWAY:
        print(TAKEN_AWAY[asked.reason], file=sys.stderr)
    found = refused(engine, asked)
    if as_json:
        print_json([asdict(each) for each in found])
    else:
        _print(found)
    if write and found:
        if settings["NEWSBOT_ARCHIVE"]:
            _read_archive(settings, asked)
        print(_said(make_due(engine, asked), waiting(engine, asked)), file=sys.stderr)


def _read_archive(settings: BaseSettings, asked: Asked) -> None:
    """Extracts those of the rejected pages again that are in the archive, and prints the result."""
    from newsbot.actions.archive.reextract import read_refused  # noqa: PLC0415 - it takes .5 s
    from newsbot.crawling.archive.presence import NoFileThere  # noqa: PLC0415

    try:
        outcomes = read_refused(settings, site=asked.site, reason=asked.reason, since=asked.since)
    except NoFileThere as error:
        print(f"All pages are asked for: {error}.", file=sys.stderr)
        return
    counts = outcomes.counts
    gave = sum(count for name, count in counts.items() if name not in GAVE_NONE)
    print(
        f"{counts.total() - counts['unreadable'] - counts['pruned']} pages were in the archive; "
        f"{gave} of them gave an article.",
        file=sys.stderr,
    )
    outcomes.tell()


def accept_held(database_url: str, site: str | None, *, write: bool, as_json: bool) -> None:
    """Prints, for each site, how many held texts it has; with `write`, accepts these texts.

    A held text is a new text of a stored article that is much shorter than the old one. It is
    stored, but it is not shown as the article's text until a later fetch confirms it. To accept it
    means to show it at once. `site` is the key of the only site to be regarded, or None for all
    sites. `database_url` is the setting NEWSBOT_DATABASE_URL.
    """
    engine = connect_to_current(database_url)
    held = held_texts(engine, site)
    if as_json:
        print_json([asdict(each) for each in held])
    elif held:
        print_table(_to_the_minute(held), HELD_HEADERS)
    else:
        print("No text is held.")
    if write and held:
        accepted = accept(engine, site)
        index_for_search(engine)
        print(f"{accepted} articles show their short texts now.", file=sys.stderr)


def require_reason(name: str, known: Collection[str]) -> None:
    """Raises ConfigurationError if `name` is no reason why a page gave no article.

    Reasons are the names in `known`, and "http_" with any HTTP status, e.g. "http_503".
    """
    if name in known or _STATUS.fullmatch(name):
        return
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]!r}? " if close else ""
    raise ConfigurationError(
        f"unknown reason {name!r}: {hint}Known are {', '.join(sorted(known))} and every HTTP "
        "status, e.g. http_503"
    )


def _print(found: Sequence[Refused]) -> None:
    """Prints a table of the URLs that gave no article, with a row for each reason and site.

    `found` has an object for each row of the table.
    """
    if not found:
        print("No URL matches: nothing to ask for again.")
        return
    print_table(_to_the_minute(found), HEADERS)


def _to_the_minute(found: Sequence[Any]) -> list[list[object]]:
    """The rows of a table: the field values of each dataclass instance in `found`.

    A value that is a datetime becomes a text of the form "YYYY-MM-DD HH:MM".
    """
    return [
        [f"{cell:%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else cell for cell in row.values()]
        for row in map(asdict, found)
    ]


def _said(due: int, waiting: Waiting) -> str:
    """A message that says how many URLs will be requested again, and how many of them must wait.

    `due` is the number of all these URLs. `waiting` has the number of those whose host is paused.
    They are requested only after the pause has ended.
    """
    if waiting.until is None:
        return f"{due} URLs are due now."
    return (
        f"{due - waiting.urls} URLs are due now; {waiting.urls} wait for their hosts, "
        f"until {waiting.until:%Y-%m-%d %H:%M} UTC."
    )
