"""The work of `scrapy article`: extracts one page and prints the article."""

import asyncio
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from scrapy.crawler import CrawlerProcessBase
from scrapy.http import Response
from scrapy.settings import BaseSettings

from newsbot import clock
from newsbot.actions.output import print_json
from newsbot.actions.running import items_of
from newsbot.crawling.worker_limits import worker_limits
from newsbot.errors import ConfigurationError, NotFetched
from newsbot.extraction.article import extract_article
from newsbot.extraction.inspection import InspectedBlock, inspect_page
from newsbot.extraction.rules.site_rules import SiteRules
from newsbot.items import Article, FetchedPage, NotAnArticle, Rejection
from newsbot.processes.workers import WorkerPool
from newsbot.sites.registry import load_registry, own_sites
from newsbot.sites.rule_book import RuleBook, rule_folders
from newsbot.spiders.base import content_type_of
from newsbot.spiders.pages import PagesSpider
from newsbot.urls import is_web_url

T = TypeVar("T")

# Names of fields of the class `Article` that are only needed to store an article. The command
# `scrapy article` does not print these fields.
_OF_STORAGE = frozenset(("block_keys", "plain_sha256", "twin_urls", "validators"))


def show_page(process: CrawlerProcessBase, target: str, *, blocks: bool, as_json: bool) -> None:
    """Prints the article on a page, or the reason why the page is no article.

    `target` is the URL of the page, or the path of a file that holds the page. With `blocks`, all
    text blocks of the page (e.g. its paragraphs) are printed instead of the article, each with
    the reason why it is part of the article's body or not. With `as_json`, the output is JSON.

    Raises:
        NotFetched: the page could not be downloaded.
        ConfigurationError: the file cannot be read.
    """
    page = _download(process, target) if is_web_url(target) else _read(Path(target))
    if isinstance(page, Rejection):
        raise NotFetched(f"cannot fetch {page.url}: {page.reason} ({page.detail})")
    if page.is_partial:
        print("newsbot: the page was cut off; this is the part that came", file=sys.stderr)
    if blocks:
        found = _in_worker(process.settings, inspect_page, page)
        if as_json:
            print_json([asdict(each) for each in found])
        else:
            print(_as_table(found))
        return
    result = _in_worker(process.settings, extract_article, page)
    if as_json:
        print_json({name: each for name, each in asdict(result).items() if name not in _OF_STORAGE})
    else:
        print(_as_text(result))


def view_article(settings: BaseSettings, response: Response) -> Article | NotAnArticle:
    """Prints and returns the article on a downloaded page, or the reason why there is none.

    The article is extracted in this process, with the rules for the page's site. `settings` are
    Scrapy's settings.
    """
    page = FetchedPage(
        url=response.url,
        requested_url=response.url,
        site=load_registry(own=own_sites(settings["NEWSBOT_SITES"])).site_of(response.url),
        body=response.body,
        content_type=content_type_of(response),
        fetched_at=clock.now(),
    )
    result = extract_article(page, _rules(settings, page))
    print(_as_text(result))
    return result


def _download(process: CrawlerProcessBase, url: str) -> FetchedPage | Rejection:
    found = items_of(process, PagesSpider, {"urls": url})
    if not found:
        raise NotFetched(f"cannot fetch {url}")
    item: FetchedPage | Rejection = found[0]
    return item


def _read(file: Path) -> FetchedPage:
    try:
        body = file.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"cannot read {file}: {error.strerror}") from error
    url = file.absolute().as_uri()
    return FetchedPage(
        url=url,
        requested_url=url,
        site="",
        body=body,
        content_type=None,
        fetched_at=clock.now(),
    )


def _in_worker(
    settings: BaseSettings, work: Callable[[FetchedPage, SiteRules | None], T], page: FetchedPage
) -> T:
    """Calls `work` with a page and the extraction rules for its site, and returns the result.

    The call runs in a worker process. Its time and its memory are limited there, as in a crawl.
    `settings` are Scrapy's settings.
    """
    pool = WorkerPool(replace(worker_limits(settings), processes=1))
    try:
        return asyncio.run(pool.run(work, page, _rules(settings, page)))
    finally:
        pool.close()


def _rules(settings: BaseSettings, page: FetchedPage) -> SiteRules | None:
    registry = load_registry(own=own_sites(settings["NEWSBOT_SITES"]))
    book = RuleBook(registry, rule_folders(settings["NEWSBOT_SITE_RULES"]))
    return book.rules_for(page.url)


def _as_text(result: Article | NotAnArticle) -> str:
    if isinstance(result, NotAnArticle):
        detail = f" ({result.detail})" if result.detail else ""
        return f"No article: {result.reason}{detail}"
    shown = {each.name: _shown(getattr(result, each.name)) for each in fields(result) if each.repr}
    lines = [f"{name:26}{value}" for name, value in shown.items() if value]
    return "\n".join([*lines, "", result.body])


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _as_table(blocks: Sequence[InspectedBlock]) -> str:
    """A table with a line for each block of a page, e.g. for each paragraph.

    An asterisk marks the blocks of the article's body. Lines are cut at the width of the terminal.
    """
    if not blocks:
        return "No blocks: the page has no text, or is no HTML"
    width = max(len(each.reason) for each in blocks)
    columns = shutil.get_terminal_size().columns
    lines = [
        f"{'*' if each.reason == 'body' else ' '} {each.certainty:.2f} {each.reason:{width}} "
        f"{each.text}"
        for each in blocks
    ]
    return "\n".join(line if len(line) <= columns else f"{line[: columns - 1]}…" for line in lines)
