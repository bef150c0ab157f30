"""Finds the stored article to which a fetched page belongs: by the page's URLs, or by a number.

The number is the article number: the number in a URL by which the publisher's system identifies the
article. A publisher that changes a headline often changes the words in the URL too, but not this
number.
"""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, text

from newsbot.article_numbers import article_number
from newsbot.dedup.text import Text, text_of
from newsbot.dedup.verdict import is_revision
from newsbot.items import Article
from newsbot.storage.articles.twins import PageUrls, Stored, Twins
from newsbot.storage.versions.neighbours import Fetch, Known, read_neighbours
from newsbot.storage.versions.timeline import Version
from newsbot.urls import url_key

# A page is compared with at most this many stored articles that have the same article number in
# their URLs; the newest are taken. Usually only one or two articles have the same number. But the
# number of a section may be mistaken for an article number, and may be in the URLs of thousands of
# articles. To read the texts of all of them would take too long.
MOST_OF_ONE_NUMBER = 8

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

_BY_VERSION = text("""
    SELECT v.id, a.url_key, asked.moment
    FROM unnest(
        CAST(:versions AS bigint[]), CAST(:moments AS timestamptz[])
    ) AS asked (version_id, moment)
    JOIN newsbot.versions AS v ON v.id = asked.version_id
    JOIN newsbot.articles AS a ON a.id = v.article_id
""")
_HAS_BODY = text("SELECT body = :body FROM newsbot.versions WHERE id = :version_id")
_IS_RETITLED = text("""
    SELECT EXISTS (
        SELECT FROM newsbot.amendments AS a
        JOIN newsbot.versions AS v ON v.article_id = a.article_id AND v.id = a.version_id
        WHERE v.id = :version_id AND a.after ? 'title'
    )
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Numbered:
    """A fetched page or stored article whose URL has an article number, with its title and text."""

    url_key: bytes
    title: str
    text: Text

    def is_revised_by(self, other: "_Numbered") -> bool:
        """Whether the texts and titles of `self` and `other` may be two versions of one article."""
        return is_revision(self.text.shingles, other.text.shingles, (self.title, other.title))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The stored article to which a fetched page belongs, and how the page is related to it."""

    known: Known
    is_alias: bool = False
    """Whether the page is another form of the article's page, e.g. for AMP (Google's format for
    phones). Such a page changes nothing of the article. The texts of two forms often differ a
    little, so each fetch of such a page would otherwise make a new version of the article."""
    former_key: bytes | None = None
    """The key, made by `url_key`, of the URL under which the article has been stored until now.
    None if the article keeps this URL. The URL changes if the article was stored from a special
    form of its page, e.g. for AMP, and the page fetched now is the ordinary one: the article then
    gets the URL of the ordinary page."""
    is_of_twin: bool = False
    """Whether the stored text of the article came from another form of the page, e.g. for AMP. The
    text of the ordinary page replaces such a text."""


class KnownArticles:
    """The articles to which the pages of one batch may belong.

    A batch is the pages that one transaction stores. The articles are stored ones, and those that
    earlier pages of the batch have created.
    """

    def __init__(self, connection: Connection, articles: Sequence[Article], now: datetime) -> None:
        asked = [Fetch(url_key=url_key(each.url), at=each.fetched_at) for each in articles]
        self._connection = connection
        self._now = now
        self._by_key: dict[bytes, Known] = {}
        self._key_of_version: dict[int, bytes] = {}
        read_neighbours(connection, asked, self._by_key, now)
        # For each pair of a site key and an article number: the articles that have both, the newest
        # one last.
        self._of_number: defaultdict[tuple[str, str], deque[_Numbered]] = defaultdict(
            partial(deque, maxlen=MOST_OF_ONE_NUMBER)
        )
        self._numbered: dict[int, _Numbered] = {}
        self._former_keys: set[bytes] = set()
        unknown = [each for each in articles if url_key(each.url) not in self._by_key]
        self._twins = Twins(connection)
        self._read_twins(unknown)
        self._read_numbers(unknown)

    def find(self, article: Article) -> Found | None:
        """The known article to which a page belongs; None if the page is a new article.

        `article` is the page. The first of these articles counts:
        - the article with the same URL;
        - the article of which the page is another form, e.g. for print;
        - the newest article of the same site with the same article number in the URL, and a similar
          text.
        """
        key = url_key(article.url)
        if key in self._by_key:
            return Found(known=self._by_key[key], is_alias=key in self._former_keys)
        urls = PageUrls(article=article)
        twin = self._twins.find(urls, self._with_number(article).text)
        if twin is not None:
            return self._found(urls, twin)
        known = self._find_by_number(article)
        if known is None:
            return None
        # The page is another form of the article's page if it names the article's URL as canonical.
        # The text of such a page may differ from that of the article.
        is_alias = not urls.is_ordinary and self._by_key.get(urls.main) is known
        return Found(known=known, is_alias=is_alias)

    def _found(self, urls: PageUrls, twin: Stored) -> Found:
        known = self._by_key[twin.url_key]
        is_of_twin = twin.is_twin or twin.url_key in urls.twins
        is_moved = urls.is_ordinary and (is_of_twin or urls.requested == twin.url_key)
        own = self._with_number(urls.article).text
        if not is_moved or urls.article.is_partial or twin.is_far_longer(own):
            return Found(known=known, is_alias=True)
        return Found(known=known, former_key=twin.url_key, is_of_twin=is_of_twin)

    def add_twin(self, article: Article, found: Found) -> None:
        """Remembers that the page `article` shows a known article in another form, e.g. for print.

        Then `find` recognises later pages of the batch that show the same article. `found` is what
        `find` has returned for `article`.
        """
        urls = PageUrls(article=article)
        twin = self._twins.find(urls, self._with_number(article).text)
        if twin is None:
            return
        if found.former_key is None:
            self._twins.add_alias(urls, twin)
        else:
            self._twins.move(urls, twin)
            self._former_keys.add(found.former_key)
            self._by_key[urls.own] = found.known

    def _find_by_number(self, article: Article) -> Known | None:
        number = _number(article)
        if number is None:
            return None
        newest_first = reversed(self._of_number.get(number, ()))
        related = (
            self._by_key[each.url_key]
            for each in newest_first
            if self._with_number(article).is_revised_by(each)
        )
        return next(related, None)

    def add(self, article: Article, known: Known) -> None:
        """Remembers that the page `article` belongs to the stored or new article `known`.

        Thus `find` finds `known` for later pages of the batch.
        """
        urls = PageUrls(article=article)
        self._by_key[urls.own] = known
        self._twins.add(urls, self._with_number(article).text, known.article_id)
        if (number := _number(article)) is not None:
            self._of_number[number].append(self._with_number(article))

    def add_articles_of(self, versions: Sequence[tuple[int, datetime]]) -> None:
        """Reads the articles to which stored versions belong from the database, and keeps them.

        A version is a text of an article. `versions` has pairs of the id of a version and the
        moment of a new fetch of the article. An article may have many versions. Only those are read
        that were fetched just before and just after this moment.
        """
        parameters = {
            "versions": [each for each, _ in versions],
            "moments": [at for _, at in versions],
        }
        rows = self._connection.execute(_BY_VERSION, parameters).all() if versions else ()
        asked = [Fetch(url_key=row.url_key, at=row.moment) for row in rows]
        read_neighbours(self._connection, asked, self._by_key, self._now)
        self._key_of_version |= {row.id: row.url_key for row in rows}

    def with_version(self, version_id: int) -> Known | None:
        """The article that has the stored version with the id `version_id`.

        The result is None if the article was not read by `add_articles_of` before.
        """
        key = self._key_of_version.get(version_id)
        return None if key is None else self._by_key.get(key)

    def has_body(self, version: Version, page: Version) -> bool:
        """Whether `version`, a text of an article, has the same body as the fetched page `page`.

        The caller already knows that the two differ in the title, in the body, or in both. So True
        means that they differ only in the title.
        """
        if version.content_sha256 != page.content_sha256 or page.item is None:
            return False
        body = page.item.article.body
        if version.item is not None:
            return version.item.article.body == body
        asked = {"version_id": version.part_of or version.id, "body": body}
        return bool(self._connection.execute(_HAS_BODY, asked).scalar_one())

    def is_retitled(self, version: Version) -> bool:
        """Whether a change of the title of `version` was already announced in `news.changes`."""
        return bool(self._connection.execute(_IS_RETITLED, {"version_id": version.id}).scalar_one())

    def _with_number(self, article: Article) -> _Numbered:
        if id(article) not in self._numbered:
            self._numbered[id(article)] = _Numbered(
                url_key=url_key(article.url),
                title=article.title,
                text=text_of(article),
            )
        return self._numbered[id(article)]

    def _read_twins(self, unknown: Sequence[Article]) -> None:
        """Reads the stored articles of which the pages `unknown` may be forms, e.g. for print.

        `unknown` are the fetched pages whose URL is not that of a stored article.
        """
        related = self._twins.read([PageUrls(article=article) for article in unknown])
        asked = [Fetch(url_key=twin.url_key, at=page.article.fetched_at) for page, twin in related]
        read_neighbours(self._connection, asked, self._by_key, self._now)

    def _read_numbers(self, unknown: Sequence[Article]) -> None:
        """Reads the stored articles that have the same article number as a page in `unknown`.

        The article number is the number of an article that its publisher writes into the URL. The
        URLs of `unknown` are not stored. But by its number, each of these pages may belong to a
        stored article of the same site.
        """
        moments: defaultdict[tuple[str, str], list[datetime]] = defaultdict(list)
        for article in unknown:
            if (number := _number(article)) is not None:
                moments[number].append(article.fetched_at)
        if not moments:
            return
        sites, ids = (list(column) for column in zip(*moments, strict=True))
        parameters = {"sites": sites, "numbers": ids, "most": MOST_OF_ONE_NUMBER}
        rows = self._connection.execute(_BY_NUMBER, parameters).all()
        for row in rows:
            stored = _Numbered(
                url_key=row.url_key,
                title=row.title,
                text=Text(row.body, row.recurring_lines),
            )
            self._of_number[row.site, row.number].append(stored)
        asked = [
            Fetch(url_key=row.url_key, at=at)
            for row in rows
            for at in moments[row.site, row.number]
        ]
        read_neighbours(self._connection, asked, self._by_key, self._now)


def _number(article: Article) -> tuple[str, str] | None:
    number = article_number(article.url)
    return None if number is None else (article.site, number)
