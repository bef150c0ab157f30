"""The work of `scrapy sites add`: proposes a registry entry for a new site, and may write it."""

import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from scrapy.crawler import CrawlerProcessBase

from newsbot.actions.output import print_json
from newsbot.actions.running import items_of
from newsbot.actions.sites.exploring import Explored, ExploreSpider, Sample
from newsbot.actions.sites.told import tell_forgotten
from newsbot.errors import ConfigurationError, ExitCode, NotFetched
from newsbot.items import Article
from newsbot.logs import tell
from newsbot.plain_text import one_line
from newsbot.sites.proposals.entry import Proposal, append_entry, propose
from newsbot.sites.registry import Registry
from newsbot.urls import requested_url, userinfo_of

FIRST_CHARACTERS = 90
EXPECTED = {"published_at": "date", "authors": "author", "language": "language"}
"""The fields of an article that `scrapy sites add` reports as missing if they are empty. The name
of each field is mapped to the word that is printed for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The options of `scrapy sites add`, e.g. in which file the new registry entry is written."""

    key: str | None
    """The key that the site gets in the registry; None: a key is made from the site's name."""
    target: Path | None
    """Where the new registry entry is written: the path of a registry file, or of a folder in which
    a new file is made for the site. None if neither the command line nor a setting names a path."""
    writes: bool
    """Whether the new registry entry is written to `target`. If not, it is only printed."""
    as_json: bool
    """Whether the result is printed as a JSON object, and not as text."""


def add_site(
    process: CrawlerProcessBase, registry: Registry, url: str, database_url: str, wish: Wish
) -> ExitCode:
    """Looks at a site, and prints a registry entry for it; also writes the entry if `wish` says so.

    A few articles of the site are fetched too. The command prints what newsbot would store of them.

    Args:
        process: Scrapy's process.
        registry: the registry, which must not have the site yet.
        url: the URL of the site's home page; "https://" may be left out.
        database_url: the setting NEWSBOT_DATABASE_URL. The database says which sites are forgotten.
        wish: what the user wants to be done with the entry.

    Raises:
        ConfigurationError: `url` is no web URL, the site is registered already, or the entry cannot
            be written.
        NotFetched: the home page could not be fetched.
    """
    if wish.writes and wish.target is None:
        raise ConfigurationError(
            "--yes needs a file to write to: name it by --file or NEWSBOT_SITES"
        )
    whole = url if "://" in url else f"https://{url}"
    home = requested_url(whole)
    if home is None or userinfo_of(whole) is not None:  # "mailto:anna@gazette.example"
        raise ConfigurationError(f"{url!r} is no web URL; write https://…")
    _require_new(registry, home, wish.key)
    tell_forgotten(database_url, [(home, wish.key or "")])
    found = items_of(process, ExploreSpider, {"home": home, "own_sites": ()})
    if not found:
        raise NotFetched(f"cannot fetch {home}")
    explored: Explored = found[0]
    if explored.home is None:
        raise NotFetched(f"cannot read {home}: {explored.why}")
    proposal = propose(explored.home, explored.sources, wish.key)
    _require_new(registry, proposal.home, proposal.key)
    lack = _what_lacks(proposal, explored)
    if wish.as_json:
        print_json(_as_json(proposal, explored, lack))
    else:
        _print(proposal, explored, is_good=lack is None)
    if lack is not None:
        tell(f"{home}: {lack}; nothing is proposed")
        return ExitCode.EXPECTATIONS
    _finish(proposal, wish.target, writes=wish.writes)
    return ExitCode.OK


def _require_new(registry: Registry, home: str, key: str | None) -> None:
    known = registry.registered_site_of(home)
    if known is not None:
        raise ConfigurationError(
            f"{home} is registered already, as {known} in {registry.site(known).file}; "
            f"`scrapy sites check {known}` tries its sources"
        )
    if key is not None and key in registry:
        raise ConfigurationError(
            f"the key {key!r} is taken, in {registry.site(key).file}; choose another by --key"
        )


def _what_lacks(proposal: Proposal, explored: Explored) -> str | None:
    """What is missing for the registry entry that `scrapy sites add` proposes; None if nothing is.

    An entry needs at least one source (a feed, sitemap or section page). And at least one page that
    the sources list must be an article.
    """
    if not proposal.sources:
        return "no feed, news sitemap or section page was found"
    if any(isinstance(each.result, Article) for each in explored.samples):
        return None
    return "none of the pages that the sources list was an article"


def _finish(proposal: Proposal, target: Path | None, *, writes: bool) -> None:
    """Writes the proposed registry entry to `target` if `writes` is true and `target` is given.

    Otherwise, tells the user with which options the command writes the entry.
    """
    if not writes or target is None:
        where = "" if target is None else f" to {target}"
        option = " --file FILE" if target is None else ""
        tell(f"to write this entry{where}, repeat the command with --yes{option}")
        return
    file = target / f"{proposal.key}.toml" if target.is_dir() else target
    append_entry(file, proposal)
    tell(f"{proposal.key} is written to {file}; crawls read it if NEWSBOT_SITES names it")


def _as_json(proposal: Proposal, explored: Explored, lack: str | None) -> dict[str, Any]:
    """The JSON that `scrapy sites add --json` prints: the proposed entry, and sample articles.

    `lack` says why no entry is proposed; None if the entry is good.
    """
    entry = asdict(proposal)
    entry["sources"] = [
        {"kind": each.kind, "url": each.url, "links": len(each.links)} for each in proposal.sources
    ]
    is_good = lack is None
    return {
        "entry": entry if is_good else None,
        "toml": proposal.as_toml() if is_good else None,
        "articles": [_sample(each) for each in explored.samples],
        "is_good": is_good,
        "why": lack,
    }


def _sample(sample: Sample) -> dict[str, Any]:
    article = sample.result
    if not isinstance(article, Article):
        return {
            "url": sample.url,
            "reason": article if isinstance(article, str) else article.reason,
        }
    return {
        "url": sample.url,
        "title": article.title,
        "published_at": article.published_at,
        "authors": list(article.authors),
        "language": article.language,
        "body": one_line(article.body, FIRST_CHARACTERS),
        "words": len(article.body.split()),
        "missing": _missing(article),
    }


def _missing(article: Article) -> list[str]:
    return [name for field, name in EXPECTED.items() if not getattr(article, field)]


def _print(proposal: Proposal, explored: Explored, *, is_good: bool) -> None:
    if is_good:
        print(proposal.as_toml())
    for source in proposal.sources:
        print(f"# {len(source.links)} links: {source.url}")
    for each in explored.samples:
        print(_lines_of(_sample(each)))
    sys.stdout.flush()


def _lines_of(sample: dict[str, Any]) -> str:
    if "reason" in sample:
        return f"\n# {sample['url']}\n#   no article: {sample['reason']}"
    authors = ", ".join(sample["authors"])
    lines = (
        f"\n# {sample['url']}",
        f"#   title    {sample['title']}",
        f"#   date     {sample['published_at'] or ''}",
        f"#   authors  {authors}",
        f"#   body     {sample['body']} ({sample['words']} words)",
        f"#   missing  {', '.join(sample['missing']) or 'nothing'}",
    )
    return "\n".join(map(str.rstrip, lines))
