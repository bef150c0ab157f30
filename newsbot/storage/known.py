"""The stored articles that a batch's pages may be: by address, or by article number.

A publisher that changes a headline often changes the slug in the address with it. The number that
its system gave the article stays.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, func, select, text

from newsbot.article_numbers import article_number
from newsbot.dedup import Text, is_revision
from newsbot.items import Article
from newsbot.storage import models
from newsbot.urls import url_key

# Articles looked at for each number, newest first. An article has one or two addresses; that of a
# section, taken for an article's, may have thousands of texts, which are read under the lock.
MOST_OF_ONE_NUMBER = 8


@dataclass(slots=True, kw_only=True)
class Known:
    """An article as it stands so far, this batch included."""

    article_id: int
    versions: int
    current_since: datetime
    texts: set[bytes] = field(default_factory=set)


_BY_NUMBER = text("""
    SELECT
        asked.number,
        asked.site,
        article.url_key,
        version.title,
        version.body,
        version.recurring_lines
    FROM unnest(CAST(:sites AS text[]), CAST(:numbers AS text[])) AS asked (site, number)
    JOIN newsbot.sites AS site ON site.key = asked.site
    CROSS JOIN LATERAL (
        SELECT a.id, a.url_key
        FROM newsbot.articles AS a
        WHERE a.site_id = site.id AND a.article_number = asked.number
        ORDER BY a.id DESC
        LIMIT :most
    ) AS article
    JOIN newsbot.versions AS version ON version.article_id = article.id AND version.is_current
    ORDER BY article.id
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Numbered:
    """A text with an article number, to be compared with others that have it."""

    url_key: bytes
    title: str
    text: Text

    def is_of_one_article_with(self, other: "_Numbered") -> bool:
        return is_revision(self.text.shingles, other.text.shingles, (self.title, other.title))


class KnownArticles:
    """What is stored of a batch's pages, and what of the batch came before."""

    def __init__(self, connection: Connection, articles: Sequence[Article]) -> None:
        keys = {url_key(each.url) for each in articles}
        self._by_key = _read(connection, keys)
        # By site and number, the newest last.
        self._of_number: defaultdict[tuple[str, str], deque[_Numbered]] = defaultdict(
            partial(deque, maxlen=MOST_OF_ONE_NUMBER)
        )
        self._numbered: dict[int, _Numbered] = {}
        unknown = [each for each in articles if url_key(each.url) not in self._by_key]
        self._read_numbers(connection, unknown)

    def find(self, article: Article) -> Known | None:
        """The article that this page is of; None where it is a new one."""
        known = self._by_key.get(url_key(article.url))
        return known or self._of_same_number(article)

    def add(self, article: Article, known: Known) -> None:
        """Remembers an article for those after it in the batch."""
        self._by_key[url_key(article.url)] = known
        if (number := _number(article)) is not None:
            self._of_number[number].append(self._with_number(article))

    def _of_same_number(self, article: Article) -> Known | None:
        number = _number(article)
        if number is None or number not in self._of_number:
            return None
        own = self._with_number(article)
        related = filter(own.is_of_one_article_with, reversed(self._of_number[number]))
        nearest = next(related, None)
        return None if nearest is None else self._by_key[nearest.url_key]

    def _with_number(self, article: Article) -> _Numbered:
        """Made once: a page is looked for twice, and then compared with those after it."""
        if id(article) not in self._numbered:
            self._numbered[id(article)] = _Numbered(
                url_key=url_key(article.url),
                title=article.title,
                text=Text(article.body, article.recurring_lines),
            )
        return self._numbered[id(article)]

    def _read_numbers(self, connection: Connection, unknown: Sequence[Article]) -> None:
        numbers = {number for each in unknown if (number := _number(each)) is not None}
        if not numbers:
            return
        sites, ids = (list(column) for column in zip(*numbers, strict=True))
        parameters = {"sites": sites, "numbers": ids, "most": MOST_OF_ONE_NUMBER}
        rows = connection.execute(_BY_NUMBER, parameters).all()
        for row in rows:
            stored = _Numbered(
                url_key=row.url_key,
                title=row.title,
                text=Text(row.body, row.recurring_lines),
            )
            self._of_number[row.site, row.number].append(stored)
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
