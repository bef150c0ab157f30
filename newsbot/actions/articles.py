"""The work of `scrapy articles`: deletes everything that is stored of single articles.

Such an article is then called forgotten: crawls store nothing of it until the user undoes this.
"""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from scrapy.settings import BaseSettings

from newsbot.actions.database.search_index import index_for_search
from newsbot.actions.output import print_json, print_table
from newsbot.crawling.archive.presence import require_files
from newsbot.crawling.archive.purging import purge
from newsbot.crawling.archive.settings import archive_settings, required_archive
from newsbot.downloading.hosts.groups import groups_in
from newsbot.errors import ConfigurationError
from newsbot.sites.registry import load_registry, own_sites
from newsbot.storage.connection.session import LONG
from newsbot.storage.engine import connect_to_current
from newsbot.storage.rewriting.ownership.allowing import allow_article_again
from newsbot.storage.rewriting.ownership.archived import all_pages
from newsbot.storage.rewriting.ownership.forgetting_articles import (
    StoredArticle,
    articles_named,
    delete_forgotten,
    set_article_forgotten,
)
from newsbot.storage.sites.forgotten_urls import all_forgotten_urls
from newsbot.urls import queue_of, requested_url


def forget_articles(
    settings: BaseSettings, names: Sequence[str], *, write: bool, ahead: bool, as_json: bool
) -> None:
    """Prints what is stored of articles; if `write` is true, also deletes it.

    Args:
        settings: the settings of the command.
        names: ids of articles, or URLs.
        write: delete the rows and the archived pages, and forget the articles.
        ahead: also forget URLs of which nothing is stored.
        as_json: print a JSON array with an object for each article, not text.

    Raises:
        ConfigurationError: a name is neither the id of a stored article nor a URL, or nothing is
            stored of a URL; then nothing was deleted. It is also raised if pages are in the
            archive, but the settings name no folder for the archive, or the folder has none of
            the archive's files.
    """
    wanted = [_named(name) for name in names]
    engine = connect_to_current(settings["NEWSBOT_DATABASE_URL"], LONG)
    found = {
        (each.article_id, each.urls): each
        for name in wanted
        for each in _found(engine, name, ahead=ahead)
    }
    articles = list(found.values())
    if as_json:
        print_json([_as_json(each) for each in articles])
    else:
        for each in articles:
            _show(each)
    if not write:
        print(
            "Nothing was deleted: --write deletes it; crawls then store nothing from these URLs.",
            file=sys.stderr,
        )
        return
    _delete(engine, settings, articles)
    index_for_search(engine)  # the copies that have become originals
    urls = sum(len(each.urls) for each in articles)
    deleted = sum(each.article_id is not None for each in articles)
    print(f"{urls} URLs are forgotten; {deleted} articles deleted.", file=sys.stderr)


def remember_articles(settings: BaseSettings, names: Sequence[str]) -> None:
    """Lets crawls store forgotten articles again, and makes their URLs due.

    What was deleted is not restored. `settings` are the settings of the command. `names` are URLs
    of the articles, or the ids that they had.
    """
    wanted = [_named(name) for name in names]
    engine = connect_to_current(settings["NEWSBOT_DATABASE_URL"])
    site_of = load_registry(own=own_sites(settings["NEWSBOT_SITES"])).site_of
    queue = partial(queue_of, groups=groups_in(settings))
    for name in wanted:
        urls = allow_article_again(engine, name, site_of, queue)
        for url in urls:
            print(f"{url} may be stored again.", file=sys.stderr)
        if urls:
            print("The next crawl of the site asks for the article.", file=sys.stderr)
        else:
            print(f"{name} is not forgotten.", file=sys.stderr)


def list_forgotten(database_url: str, *, as_json: bool) -> None:
    """Prints the URLs of all forgotten articles, those forgotten last first.

    `database_url` is the setting NEWSBOT_DATABASE_URL. With `as_json`, a JSON array is printed.
    """
    found = all_forgotten_urls(connect_to_current(database_url))
    if as_json:
        print_json([asdict(each) for each in found])
    elif found:
        rows = [
            [each.url, each.article_id, f"{each.forgotten_at:%Y-%m-%d %H:%M}"] for each in found
        ]
        print_table(rows, ("URL", "article", "forgotten"))
    else:
        print("No article is forgotten.")


def _named(name: str) -> int | str:
    """The id (an int) or the URL (a str) that a user typed."""
    if name.isascii() and name.isdecimal():
        return int(name)
    url = requested_url(name)
    if url is None:
        raise ConfigurationError(f"{name!r} is neither the id of an article nor a URL")
    return url


def _found(engine: Any, name: int | str, *, ahead: bool) -> list[StoredArticle]:
    found = articles_named(engine, name)
    if isinstance(name, int):
        if not found:
            raise ConfigurationError(f"there is no article {name}; nothing was deleted")
        return found
    if not ahead and not any(each.is_known for each in found):
        raise ConfigurationError(
            f"nothing is stored of {name}, and nothing was deleted: look for the URL in "
            "news.article_urls, or let --ahead keep it from ever being stored"
        )
    return found


def _delete(engine: Any, settings: BaseSettings, articles: Sequence[StoredArticle]) -> None:
    """Deletes articles with their archived pages.

    The pages are deleted before the rows. So if the work is interrupted, the rows that are left
    tell which pages are still to be deleted.
    """
    is_archived = any(each.archived for each in articles)
    archive = (required_archive if is_archived else archive_settings)(settings)
    if is_archived and archive is not None:
        require_files(engine, archive.folder)
    for each in articles:
        set_article_forgotten(engine, each)
    if archive is not None:
        # All at once: a file that has pages of several articles is copied only once.
        pages = sum(purge(engine, archive.folder, all_pages(each.pages for each in articles)))
        if pages:
            print(f"{pages} pages were deleted from the archive.", file=sys.stderr)
    for each in articles:
        delete_forgotten(engine, each)


def _as_json(article: StoredArticle) -> dict[str, Any]:
    shown = (
        "article_id", "title", "urls", "versions", "known_urls", "rejections", "archived",
        "copies_led", "is_forgotten",
    )  # fmt: skip
    return {name: getattr(article, name) for name in shown}


def _show(article: StoredArticle) -> None:
    if article.article_id is None:
        print("No article is stored at:" if not article.is_forgotten else "Forgotten before:")
    else:
        print(f"Article {article.article_id}: {article.title}")
    for url in article.urls:
        print(f"  {url}")
    counted = {
        "versions": article.versions,
        "known URLs": article.known_urls,
        "rejections": article.rejections,
        "pages in the archive": article.archived,
        "copies that get another original": article.copies_led,
    }
    print("  " + (", ".join(f"{n} {what}" for what, n in counted.items() if n) or "nothing else"))
