"""Chooses the URL that a page calls canonical, among several statements that may be wrong."""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

# Matches placeholders, e.g. "undefined", that templates write in a URL if a value is missing.
_MISSING = re.compile(
    r"undefined(?=[/?#]|$)|/(?:null|none|false|nan)(?=[/?#]|$)|\[object|%5bobject|\{\{|\$\{|%7b%7b",
    re.IGNORECASE,
)
# Matches URLs of a developer's own computer, e.g. "http://localhost:3000/mill". Some pages state
# one by mistake.
_OF_DEVELOPERS = re.compile(r"https?://(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0)(?=[:/?#]|$)")
# The last segment of a URL's path looks like that of an article if it has at least ARTICLE_WORDS
# words, as in "/ferry-sails-again", or at least ARTICLE_DIGITS digits.
ARTICLE_WORDS, ARTICLE_DIGITS = 3, 4


def choose_canonical(page_url: str, stated: Iterable[str]) -> str | None:
    """The first of the absolute URLs `stated` that may be an article's; None if none may.

    Left out are URLs with a placeholder, such as "undefined", and those of the home page or a
    section, which some templates state on all pages of the site. `page_url` is the URL of the page
    itself.
    """
    stated_pages = (url.partition("#")[0] if "#!" not in url else url for url in stated)
    return next(
        (
            url
            for url in stated_pages
            if has_value(url, page_url) and not _is_section(url, page_url)
        ),
        None,
    )


def has_value(url: str, page_url: str) -> bool:
    """Whether a URL may be real: no template left a placeholder such as "undefined" in it.

    The URL of a developer's own computer is not real either, unless the page at `page_url` comes
    from such a computer.
    """
    is_developers = _OF_DEVELOPERS.match(url) and not _OF_DEVELOPERS.match(page_url)
    return not _MISSING.search(url) and not is_developers


def _is_section(url: str, page_url: str) -> bool:
    """Whether `url` leads to the home page or a section, and not to the article at `page_url`."""
    own, page = urlsplit(url), urlsplit(page_url)
    names, page_names = _names(own.path), _names(page.path)
    if own.query or len(names) >= len(page_names) + bool(page.query):
        return False
    # `url` may be the ordinary form of the same article. Then its last part is the beginning of a
    # part of the page's path: "/mill", for example, is the ordinary form of "/print/mill" and
    # "/mill.amp".
    is_form = bool(names) and any(name.startswith(names[-1]) for name in page_names)
    is_section = not _is_article(names[-1:]) and _is_article(page_names[-1:])
    return not names or (is_section and not is_form)


def _names(path: str) -> list[str]:
    return [name for name in path.split("/") if name]


def _is_article(last: Sequence[str]) -> bool:
    """Whether the last part of a path looks like that of an article: several words or a number."""
    return any(
        len(re.findall(r"[^\W\d_]+", name.partition(".")[0])) >= ARTICLE_WORDS
        or len(re.findall(r"\d", name)) >= ARTICLE_DIGITS
        for name in last
    )
