"""Recognises pages that have no article, though the server sent them with status 200."""

from collections.abc import Sequence

from lxml.html import HtmlElement

from newsbot.extraction.body.isolation import SURE_WORDS, is_text
from newsbot.extraction.gate import notices
from newsbot.extraction.gate.challenge import is_challenge
from newsbot.extraction.gate.listing import is_listing
from newsbot.extraction.gate.media import is_gallery, is_video_page
from newsbot.extraction.gate.missing import not_found
from newsbot.extraction.gate.wording import languages_of
from newsbot.extraction.metadata.reading import Statements
from newsbot.extraction.page.text import count_words, one_line
from newsbot.items import NotAnArticle

_SHOWN = "//body//text()[not(parent::script or parent::style or parent::noscript)]"


def refusal(
    url: str, tree: HtmlElement, said: Statements, lines: list[str], authors: Sequence[str] = ()
) -> NotAnArticle | None:
    """Why the page at `url` with the body `lines` holds no article; None if it holds one.

    `authors` are the authors that the page states.

    Reasons: "bot_challenge", "soft_404", "cookie_wall", "login_wall", "empty", "too_short",
    "index_page", "video_page", "gallery".
    """
    words = [count_words(line) for line in lines]
    total = sum(words)
    if total <= notices.MAX_WORDS and (noticed := _notice(tree, said, lines, authors)):
        return noticed
    if total and is_listing(url, tree, said, lines, words):
        return NotAnArticle(reason="index_page")
    if total <= SURE_WORDS and not is_text(lines):
        detail = f"{total} words" if total else None
        return NotAnArticle(reason="too_short" if total else "empty", detail=detail)
    if is_video_page(url, tree, said, total):
        return NotAnArticle(reason="video_page", detail=f"{total} words")
    if is_gallery(url, tree, said, lines, total):
        return NotAnArticle(reason="gallery")
    return None


def _notice(
    tree: HtmlElement, said: Statements, lines: list[str], authors: Sequence[str]
) -> NotAnArticle | None:
    """The reason why a page is only a notice, e.g. a request to log in; None if it is none.

    Only a page of few words can be a notice.
    """
    shown = lines if is_text(lines) else _shown_lines(tree)
    languages = languages_of(said, shown)
    if is_challenge(tree, said, lines, languages):
        return NotAnArticle(reason="bot_challenge", detail=said.head.title)
    if notice := not_found(tree, said, lines):
        return NotAnArticle(reason="soft_404", detail=notice)
    if sum(map(count_words, shown)) > notices.MAX_WORDS:
        return None
    if notices.asks_consent(said, authors, shown, languages):
        return NotAnArticle(reason="cookie_wall")
    if notices.asks_login(tree, said, shown, languages):
        return NotAnArticle(reason="login_wall")
    return None


def _shown_lines(tree: HtmlElement) -> list[str]:
    """All texts that a page shows. They tell what the page is, if no article was found on it."""
    return [line for text in tree.xpath(_SHOWN, smart_strings=False) if (line := one_line(text))]
