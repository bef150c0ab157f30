"""What readers ask, and how long the answer may take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

BIG = ("articles", "versions")
"""The tables that no answer may read as a whole."""

WITH_TEXTS_MS = 150
"""For a thousand articles with their texts, which are 5 MB to unpack."""
ONE = "SELECT * FROM news.articles WHERE "
DAY = "published_at >= %(today)s AND published_at < %(tomorrow)s"
SEARCH = "SELECT * FROM news.search(%(query)s, %(language)s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A query, with the values that it is asked with, one after the other."""

    name: str
    sql: str
    limit_ms: float
    values: Sequence[Mapping[str, object]] = field(default=({},), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """Values that occur in the database."""

    articles: Sequence[Mapping[str, object]]
    """Of any articles: id, url, canonical_url, site, and the time of storing as `at`."""
    days: Sequence[Mapping[str, object]]
    """The last days with articles, as `today` and `tomorrow`."""
    changes: Sequence[Mapping[str, object]]
    """Ids of changes, as `last`."""
    words: Sequence[Mapping[str, object]] = ()
    """What is searched for, as `query` and `language`, first a frequent word; empty where there is
    no search."""


def questions(samples: Samples) -> list[Question]:
    """The questions, with values of the database."""
    few = samples.articles
    asked = [
        Question(name="by id", sql=f"{ONE} id = %(id)s", limit_ms=5, values=few),
        Question(name="by URL", sql=f"{ONE} url = %(url)s", limit_ms=5, values=few),
        Question(
            name="by canonical URL",
            sql=f"{ONE} canonical_url = %(canonical_url)s",
            limit_ms=5,
            values=few,
        ),
        Question(
            name="by any URL of the page",
            sql="SELECT a.* FROM news.article_urls AS u "
            "JOIN news.all_articles AS a ON a.id = u.article_id WHERE u.url = %(url)s",
            limit_ms=5,
            values=few,
        ),
        Question(
            name="today's stories by copies",
            sql=f"{ONE} copy_count > 0 AND {DAY} ORDER BY copy_count DESC LIMIT 50",
            limit_ms=50,
            values=samples.days,
        ),
        Question(
            name="most copied ever",
            sql="SELECT id, title, copy_count FROM news.articles WHERE copy_count > 0 "
            "ORDER BY copy_count DESC LIMIT 50",
            limit_ms=50,
        ),
        Question(
            name="newest 50 by publication",
            sql=f"{ONE} published_at IS NOT NULL ORDER BY published_at DESC LIMIT 50",
            limit_ms=50,
        ),
        Question(
            name="newest 50 by first fetch",
            sql="SELECT * FROM news.articles ORDER BY first_seen_at DESC LIMIT 50",
            limit_ms=50,
        ),
        Question(
            name="newest 50 of a site",
            sql=f"{ONE} site = %(site)s AND published_at IS NOT NULL "
            "ORDER BY published_at DESC LIMIT 50",
            limit_ms=50,
            values=few,
        ),
        Question(
            name="a day of a site",
            sql=f"{ONE} site = %(site)s AND {DAY}",
            limit_ms=50,
            values=[{**one, **day} for one, day in zip(few, samples.days, strict=False)],
        ),
        Question(
            name="first 1 000 that changed since",
            sql="SELECT id, url, site, title, authors, published_at, updated_at FROM news.articles "
            "WHERE updated_at > %(at)s ORDER BY updated_at LIMIT 1000",
            limit_ms=50,
            values=few,
        ),
        Question(
            name="1 000 changes",
            sql="SELECT * FROM news.changes WHERE change_id > %(last)s "
            "ORDER BY change_id LIMIT 1000",
            limit_ms=50,
            values=samples.changes,
        ),
        Question(
            name="1 000 changes with all of their articles",
            sql="SELECT c.change_id, c.op, a.* FROM (SELECT * FROM news.changes "
            "WHERE change_id > %(last)s ORDER BY change_id LIMIT 1000) AS c "
            "LEFT JOIN news.all_articles AS a ON a.id = c.article_id ORDER BY c.change_id",
            limit_ms=WITH_TEXTS_MS,
            values=samples.changes,
        ),
        Question(
            name="versions of an article",
            sql="SELECT * FROM news.article_versions WHERE article_id = %(id)s ORDER BY version",
            limit_ms=5,
            values=few,
        ),
        Question(
            name="copies of an article",
            sql="SELECT * FROM news.copies WHERE copy_of = %(id)s",
            limit_ms=5,
            values=few,
        ),
        Question(
            name="coverage of 30 days, all columns",
            sql="SELECT * FROM news.coverage_daily WHERE day > %(today)s::date - 30 "
            "AND day <= %(today)s::date",
            limit_ms=300,
            values=samples.days,
        ),
        Question(
            name="coverage of 30 days by articles",
            sql="SELECT site, published_at::date AS day, count(*) FROM news.articles WHERE "
            "published_at > %(today)s::date - 30 AND published_at < %(tomorrow)s GROUP BY 1, 2",
            limit_ms=300,
            values=samples.days,
        ),
    ]
    if samples.words:
        frequent, *others = samples.words
        for name, values in (("of a frequent word", [frequent]), ("of other words", others)):
            asked.append(
                Question(name=f"search page {name}", sql=SEARCH, limit_ms=200, values=values)
            )
    return asked
