"""The stored articles that a batch's pages may be: by address, or by article number.

A publisher that changes a headline often changes the slug in the address with it. The number that
its system gave the article stays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, func, select, text

from newsbot.dedup import is_revision, shingle
from newsbot.items import Article
from newsbot.storage import models
from newsbot.urls import article_number, url_key


@dataclass(slots=True, kw_only=True)
class Known:
    """An article as it stands so far, this batch included."""

    article_id: int
    versions: int
    current_since: datetime
    texts: set[bytes] = field(default_factory=set)


_BY_NUMBER = text("""
    SELECT asked.number, asked.site, article.url_key, version.title, version.body
    FROM unnest(CAST(:sites AS text[]), CAST(:numbers AS text[])) AS asked (site, number)
    JOIN newsbot.sites AS site ON site.key = asked.site
    JOIN newsbot.articles AS article
        ON article.site_id = site.id AND article.article_number = asked.number
    JOIN newsbot.versions AS version ON version.article_id = article.id AND version.is_current
    ORDER BY article.id
""")


class KnownArticles:
    """What is stored of a batch's pages, and what of the batch came before."""

    def __init__(self, connection: Connection, articles: Sequence[Article]) -> None:
        keys = {url_key(each.url) for each in articles}
        self._by_key = _read(connection, keys)
        self._keys_of_number: dict[tuple[str, str], list[tuple[bytes, str, str]]] = {}
        unknown = [each for each in articles if url_key(each.url) not in self._by_key]
        self._read_numbers(connection, unknown)

    def find(self, article: Article) -> Known | None:
        """The article that this page is of; None where it is a new one."""
        known = self._by_key.get(url_key(article.url))
        return known or self._of_same_number(article)

    def add(self, article: Article, known: Known) -> None:
        """Remembers an article for those after it in the batch."""
        key = url_key(article.url)
        self._by_key[key] = known
        if (number := _number(article)) is not None:
            told = (key, article.title, article.body)
            self._keys_of_number.setdefault(number, []).append(told)

    def _of_same_number(self, article: Article) -> Known | None:
        number = _number(article)
        others = [] if number is None else self._keys_of_number.get(number, [])
        if not others:
            return None
        own = shingle(article.body)
        for key, title, body in reversed(others):
            if is_revision(own, shingle(body), (article.title, title)):
                return self._by_key[key]
        return None

    def _read_numbers(self, connection: Connection, unknown: Sequence[Article]) -> None:
        numbers = {number for each in unknown if (number := _number(each)) is not None}
        if not numbers:
            return
        sites, ids = (list(column) for column in zip(*numbers, strict=True))
        rows = connection.execute(_BY_NUMBER, {"sites": sites, "numbers": ids}).all()
        for row in rows:
            told = (row.url_key, row.title, row.body)
            self._keys_of_number.setdefault((row.site, row.number), []).append(told)
        self._by_key |= _read(connection, {row.url_key for row in rows} - self._by_key.keys())


def _number(article: Article) -> tuple[str, str] | None:
    number = article_number(article.url)
    return None if number is None else (article.site, number)


def _read(connection: Connection, keys: Iterable[bytes]) -> dict[bytes, Known]:
    articles, versions = models.articles, models.versions
    statement = (
        select(
            articles.c.url_key,
            articles.c.id,
            func.max(versions.c.number).label("versions"),
            func.max(versions.c.fetched_at).label("current_since"),
            func.array_agg(versions.c.text_sha256).label("texts"),
        )
        .join(versions, versions.c.article_id == articles.c.id)
        .where(articles.c.url_key.in_(list(keys)))
        .group_by(articles.c.id)
    )
    return {
        row.url_key: Known(
            article_id=row.id,
            versions=row.versions,
            current_since=row.current_since,
            texts=set(row.texts),
        )
        for row in connection.execute(statement)
    }
