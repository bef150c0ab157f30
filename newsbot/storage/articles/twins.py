"""Finds out whether a fetched page is another form of a stored article's page.

Two forms of one page are called twins, e.g. the page for phones and the page for print. URLs and
canonical URLs only suggest that two pages are twins. They count as twins only if their texts agree
too. So if a faulty site names the same canonical URL on all its pages, its articles are still kept
apart.
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

# A page is compared with at most this many stored articles that name the same canonical URL as the
# page. The newest articles are taken. Usually there is only one. But on a faulty site, all articles
# may name the same URL.
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
    """The keys (see newsbot.urls.url_key) of a page's own URLs, and of the URLs that it names.

    The page names e.g. its canonical URL.
    """

    article: Article

    @cached_property
    def own(self) -> bytes:
        """The key of the page's own URL."""
        return url_key(self.article.url)

    @cached_property
    def requested(self) -> bytes:
        """The key of the requested URL. A redirect may have led from it to the page's own URL."""
        return url_key(self.article.requested_url)

    @cached_property
    def main_url(self) -> str:
        """The URL of the ordinary page of the article that this page shows.

        It is the canonical URL that the page names. If there is none, it is guessed from the page's
        own URL.
        """
        return main_url(self.article.url, self.article.canonical_url)

    @cached_property
    def main(self) -> bytes:
        """The `url_key` (a hash) of `main_url`, the URL of the article's ordinary page."""
        return url_key(self.main_url)

    @cached_property
    def twins(self) -> frozenset[bytes]:
        """The url_keys of the URLs that the page names as its forms for AMP, phones or print."""
        return frozenset(map(url_key, self.article.twin_urls)) - {self.own}

    @property
    def is_ordinary(self) -> bool:
        """Whether the page is the ordinary page of its article: not one for AMP, phones or print.

        This is so if the URL at which the page was fetched, after redirects, is `main_url`: the
        canonical URL that the page names or, if it names none, one guessed from the page's own URL.
        """
        return self.main == self.own

    @property
    def all(self) -> list[bytes]:
        """The keys of all URLs of the page and of all URLs that it names, without repetitions.

        The keys of some possible URLs are added: those that differ from `main_url` only in the
        ending, e.g. with and without ".html".
        """
        others = map(url_key, other_endings(self.main_url))
        return list(dict.fromkeys((self.own, self.main, self.requested, *others, *self.twins)))


@dataclass(slots=True, kw_only=True)
class Stored:
    """A known article, with the values by which a fetched page is recognised as its twin.

    A twin is another form of the article's page, e.g. for print. A page is compared with the
    article if it has the URL of the article, or names this URL. The article is in the database, or
    comes from an earlier page of the batch.
    """

    article_id: int
    url: str
    url_key: bytes
    title: str
    text: Text
    is_twin: bool
    """Whether the article was stored from a page for AMP, phones or print, and has the URL of this
    page."""
    aliases: set[bytes] = field(default_factory=set)
    """The keys of further URLs of the article. When the pages at these URLs were last fetched, they
    had the text of this article."""

    def agrees(self, urls: PageUrls, title: str, own: Text) -> bool:
        """Whether the text of a page is nearly the same as the text of this article.

        If the page had the article's text when it was last fetched, a greater difference is
        allowed: the publisher may have revised the text on only one of the article's pages so far.

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
        """Whether this stored article has more than twice as many words as `own`, a page's text.

        The page is another form of the page of this article, e.g. for print. If its text is that
        short, a paywall may hide most of it.
        """
        return self.text.fingerprint.word_count > 2 * own.fingerprint.word_count


class Twins:
    """Finds the stored articles of which the pages of a batch are twins.

    A twin is another form of an article's page, e.g. for print. Articles of earlier pages of the
    batch are found too.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._by_key: dict[bytes, list[Stored]] = {}
        self._by_id: dict[int, Stored] = {}

    def read(self, pages: Sequence[PageUrls]) -> list[tuple[PageUrls, Stored]]:
        """Reads the stored articles that share a URL with one of `pages`; returns all such pairs.

        The URLs of a page or an article are those at which it was fetched and those that it names,
        e.g. its canonical URL. So the page may be another form of the article's page, e.g. for
        print.
        """
        keys = list({key for page in pages for key in page.all})
        parameters = {"keys": list(keys), "most": MOST_OF_ONE_NAME}
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
        """The known article that has nearly the same text as a page; None if there is none.

        `urls` has the URLs of the page, and `own` is its text. The page is compared only with
        articles that share one of its URLs, e.g. the canonical URL that it names.
        """
        title = urls.article.title
        related = self._related(urls)
        return next((each for each in related if each.agrees(urls, title, own)), None)

    def add(self, urls: PageUrls, own: Text, article_id: int) -> None:
        """Remembers a new or revised article, to compare later pages of the batch with it."""
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
        """Remembers that a page, which has the URLs `urls`, shows the known article `stored`.

        The page is another form of the article's page, e.g. for print.
        """
        stored.aliases.add(urls.own)
        for key in (urls.own, *urls.twins):
            self._add(key, stored)

    def move(self, urls: PageUrls, stored: Stored) -> None:
        """Changes the URL of an article to that of another form of its page.

        Only `stored` is changed, not the database. For example, the article has the URL of its page
        for AMP, and gets that of its ordinary page. `urls` are the URLs of this other page. The
        former URL becomes a further URL of the article.
        """
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
        """The known articles that share a URL with the page `urls`.

        The URLs of a page or an article are those at which it was fetched and those that it names,
        e.g. its canonical URL. The articles come in this order: first those that were fetched at
        the page's own URL, then the article at the canonical URL that the page names, then all
        others, the oldest first.
        """
        found = {each.article_id: each for key in urls.all for each in self._by_key.get(key, ())}

        def rank(stored: Stored) -> tuple[bool, bool, int]:
            is_own = urls.own == stored.url_key or urls.own in stored.aliases
            return not is_own, stored.url_key != urls.main, stored.article_id

        return sorted(found.values(), key=rank)
