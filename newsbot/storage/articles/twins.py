"""Finds the stored article of which a fetched page is another form: for AMP, phones or print.

Such pages are called twins. The URLs of two pages, and what the pages name as canonical, only
suggest that they are twins. They count as twins if their texts agree too. So the articles of a site
that names the same canonical URL on all its pages stay apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Connection, text

from newsbot.dedup.text import Text
from newsbot.dedup.verdict import is_revision, is_same_page
from newsbot.items import Article
from newsbot.page_forms import is_same_site, main_url, other_endings
from newsbot.urls import url_key

# A page is compared with at most this many stored articles that name the same URL as canonical; the
# newest are taken. Usually there is one. On a faulty site, all articles name the same URL.
MOST_OF_ONE_NAME = 8

_RELATED = text("""
    SELECT
        asked.key,
        article.id,
        article.url,
        article.url_key,
        article.main_key,
        related.is_alias,
        version.title,
        version.body,
        version.recurring_lines
    FROM unnest(CAST(:keys AS bytea[])) AS asked (key)
    CROSS JOIN LATERAL (
        SELECT a.id, false AS is_alias FROM newsbot.articles AS a WHERE a.url_key = asked.key
        UNION ALL
        SELECT u.article_id, u.fetched_at IS NOT NULL
        FROM newsbot.article_urls AS u WHERE u.url_key = asked.key
        UNION ALL
        (
            SELECT a.id, false FROM newsbot.articles AS a
            WHERE a.main_key = asked.key
            ORDER BY a.id DESC
            LIMIT :most
        )
    ) AS related
    JOIN newsbot.articles AS article ON article.id = related.id
    JOIN newsbot.versions AS version ON version.article_id = article.id AND version.is_current
""")


@dataclass(frozen=True, kw_only=True)  # no slots: cached_property stores its values in __dict__
class PageUrls:
    """The keys (see newsbot.urls.url_key) of the URLs that a page has or names."""

    article: Article

    @cached_property
    def own(self) -> bytes:
        """The key of the page's URL."""
        return url_key(self.article.url)

    @cached_property
    def requested(self) -> bytes:
        """The key of the URL that was requested, and that may have been redirected to the page."""
        return url_key(self.article.requested_url)

    @cached_property
    def main_url(self) -> str:
        """The URL of the ordinary page of the article, as the page names it or its URL suggests."""
        return main_url(self.article.url, self.article.canonical_url)

    @cached_property
    def main(self) -> bytes:
        """The key of `main_url`."""
        return url_key(self.main_url)

    @cached_property
    def twins(self) -> frozenset[bytes]:
        """The keys of the URLs that the page names as its forms for AMP, phones or print."""
        return frozenset(map(url_key, self.article.twin_urls)) - {self.own}

    @property
    def is_ordinary(self) -> bool:
        """Whether the page is the ordinary page of its article, as far as it says."""
        return self.main == self.own

    @property
    def all(self) -> list[bytes]:
        """All keys, without repetitions, with those of `main_url` with other endings."""
        others = map(url_key, other_endings(self.main_url))
        return list(dict.fromkeys((self.own, self.main, self.requested, *others, *self.twins)))


@dataclass(slots=True, kw_only=True)
class Stored:
    """A stored article, or one of the batch, whose URL a page has or names."""

    article_id: int
    url: str
    url_key: bytes
    title: str
    text: Text
    is_twin: bool
    """Whether the URL of the article is that of a page for AMP, phones or print."""
    aliases: set[bytes] = field(default_factory=set)
    """The keys of URLs whose pages had the article's text when they were last fetched."""

    def agrees(self, urls: PageUrls, title: str, own: Text) -> bool:
        """Whether a page holds this article: its text is nearly the same, and opens like it.

        If a former fetch of the page had the article's text, the present text may also be a revised
        form of it, because the forms of a page are not updated at the same moment.

        Args:
            urls: the URLs of the page.
            title: the title of the page.
            own: the text of the page.
        """
        if not is_same_site(urls.article.url, self.url):
            return False
        if own.fingerprint.content_sha256 == self.text.fingerprint.content_sha256:
            return True
        is_same = is_revision if urls.own in self.aliases else is_same_page
        return is_same(own.shingles, self.text.shingles, (title, self.title))

    def is_far_longer(self, own: Text) -> bool:
        """Whether the article has more than twice as many words as `own`, the text of a page.

        The page may be behind a paywall then, while another form of it is not.
        """
        return self.text.fingerprint.word_count > 2 * own.fingerprint.word_count


class Twins:
    """The articles, stored or of the present batch, of which pages of the batch may be twins."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._by_key: dict[bytes, list[Stored]] = {}
        self._by_id: dict[int, Stored] = {}

    def read(self, pages: Sequence[PageUrls]) -> list[tuple[PageUrls, Stored]]:
        """Reads the stored articles whose URLs the pages have or name.

        Returns a pair for each page and each article that is related to it in this way.
        """
        keys = list({key for page in pages for key in page.all})
        parameters = {"keys": keys, "most": MOST_OF_ONE_NAME}
        for row in self._connection.execute(_RELATED, parameters) if keys else ():
            stored = self._by_id.get(row.id) or Stored(
                article_id=row.id,
                url=row.url,
                url_key=row.url_key,
                title=row.title,
                text=Text(row.body, row.recurring_lines),
                is_twin=row.main_key is not None,
            )
            if row.is_alias:
                stored.aliases.add(row.key)
            self._add(row.key, stored)
        return [(page, each) for page in pages for each in self._related(page)]

    def find(self, urls: PageUrls, own: Text) -> Stored | None:
        """The article whose text a page holds, among those that are related by URLs; None if none.

        `own` is the text of the page.
        """
        title = urls.article.title
        related = self._related(urls)
        return next((each for each in related if each.agrees(urls, title, own)), None)

    def add(self, urls: PageUrls, own: Text, article_id: int) -> None:
        """Remembers the text of an article, new or revised, for later pages of the batch."""
        stored = self._by_id.get(article_id) or Stored(
            article_id=article_id,
            url=urls.article.url,
            url_key=urls.own,
            title=urls.article.title,
            text=own,
            is_twin=not urls.is_ordinary,
        )
        stored.title, stored.text = urls.article.title, own
        for key in (urls.own, urls.main, *urls.twins):
            self._add(key, stored)

    def add_alias(self, urls: PageUrls, stored: Stored) -> None:
        """Remembers that the page with `urls` is a twin of the article `stored`."""
        stored.aliases.add(urls.own)
        for key in (urls.own, *urls.twins):
            self._add(key, stored)

    def move(self, urls: PageUrls, stored: Stored) -> None:
        """Remembers that the URL of a page becomes that of the article `stored`."""
        stored.aliases.add(stored.url_key)
        stored.url, stored.url_key = urls.article.url, urls.own
        stored.is_twin = not urls.is_ordinary
        for key in (urls.own, *urls.twins):
            self._add(key, stored)

    def _add(self, key: bytes, stored: Stored) -> None:
        self._by_id[stored.article_id] = stored
        of_key = self._by_key.setdefault(key, [])
        if stored not in of_key:
            of_key.append(stored)

    def _related(self, urls: PageUrls) -> list[Stored]:
        """The articles whose URLs a page has or names.

        An article comes first if the page's own URL is its URL or alias, then those whose URL the
        page names, then all others, the oldest first.
        """
        found = {each.article_id: each for key in urls.all for each in self._by_key.get(key, ())}

        def rank(stored: Stored) -> tuple[bool, bool, int]:
            is_own = urls.own == stored.url_key or urls.own in stored.aliases
            return not is_own, stored.url_key != urls.main, stored.article_id

        return sorted(found.values(), key=rank)
