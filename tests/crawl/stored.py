"""What a crawl left in the database, in a form that two crawls can be compared by."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine

from tests.storage.making import rows

FIELDS = "url, canonical_url, title, authors, published_at, body, version"


@dataclass(frozen=True)
class Stored:
    """All that does not depend on when it was stored and in which order."""

    articles: list[tuple[Any, ...]]
    groups: set[frozenset[str]]
    """The URLs of each story that has copies; which one leads is chance."""
    rejections: list[tuple[Any, ...]]


def stored(engine: Engine) -> Stored:
    return Stored(
        articles=rows(engine, f"SELECT {FIELDS} FROM news.all_articles ORDER BY url"),  # noqa: S608 - ours
        groups=copy_groups(engine),
        rejections=rows(engine, "SELECT url, reason FROM news.rejections ORDER BY url"),
    )


def copy_groups(engine: Engine) -> set[frozenset[str]]:
    groups: dict[int, set[str]] = {}
    for url, original in rows(engine, "SELECT url, coalesce(copy_of, id) FROM news.all_articles"):
        groups.setdefault(original, set()).add(url)
    return {frozenset(group) for group in groups.values() if len(group) > 1}


def count_pages(engine: Engine) -> int:
    """How many URLs are settled so far: stored or rejected."""
    ((articles, rejections),) = rows(
        engine,
        "SELECT (SELECT count(*) FROM newsbot.articles), (SELECT count(*) FROM newsbot.rejections)",
    )
    return int(articles + rejections)
