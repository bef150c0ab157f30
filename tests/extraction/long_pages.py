"""Invented pages of any length: paragraphs, what they are marked up with, and what is around."""

# ruff: noqa: RUF001 - one text is Chinese

import random
from collections.abc import Callable, Sequence

_SENTENCES = {
    "en": (
        "The council of {place} voted on the plan for the {thing}, and {count} people came to see.",
        "In {place} nobody had expected that the {thing} would close after {count} years.",
        "The repair of the {thing} costs {count} million crowns, says the mayor of {place}.",
    ),
    "de": (
        "Der Rat von {place} stimmte über {thing} ab, und {count} Menschen kamen dazu.",
        "In {place} hatte niemand erwartet, dass es nach {count} Jahren um {thing} geht.",
    ),
    "ru": (
        "Совет города {place} проголосовал за новый план, и {count} человек пришли посмотреть.",
        "В городе {place} никто не ожидал, что через {count} лет всё закроют: {thing}.",
    ),
    "zh": (
        "{place}市议会投票通过了{thing}的计划，有{count}人到场观看，市长表示满意。",
        "在{place}，没有人想到{thing}会在{count}年之后关闭，居民们感到意外。",
    ),
}
_PLACES = ("Harmouth", "Eastvale", "Port Linden", "Marrow Bay")
_THINGS = ("ferry terminal", "library", "harbour wall", "market hall")
_SAYINGS = ("Who told you about the {thing}", "I have seen {count} of them", "Not in {place}")


def paragraphs(count: int, language: str = "en") -> list[str]:
    """So many different paragraphs of one to three sentences."""
    drawn = random.Random(count)  # noqa: S311 - invented text
    return [
        f"{_filled(drawn, _SENTENCES[language], drawn.randint(1, 3))} {number}."
        for number in range(count)
    ]


def speech(count: int) -> list[str]:
    """So many different short lines that somebody says."""
    drawn = random.Random(count)  # noqa: S311 - invented text
    return [f"“{_filled(drawn, _SAYINGS, 1)}, number {number}?”" for number in range(count)]


def _filled(drawn: random.Random, sentences: Sequence[str], number: int) -> str:
    return " ".join(
        drawn.choice(sentences).format(
            place=drawn.choice(_PLACES), thing=drawn.choice(_THINGS), count=drawn.randint(2, 900)
        )
        for _ in range(number)
    )


def _each(begin: str, end: str) -> Callable[[Sequence[str]], str]:
    return lambda texts: "".join(f"{begin}{text}{end}\n" for text in texts)


MARKUPS: dict[str, Callable[[Sequence[str]], str]] = {
    "paragraphs": _each("<p>", "</p>"),
    "breaks": "<br><br>\n".join,
    "divs": _each("<div>", "</div>"),
    "items": lambda texts: f"<ul>{_each('<li>', '</li>')(texts)}</ul>",
    "wrapped": _each("<div class='block'><p>", "</p></div>"),
}

_NAVIGATION = "<header><nav><a href='/news'>News</a> <a href='/sport'>Sport</a></nav></header>"
_BIO = "<div class='author-bio'><p>Jane Fenwick is a reporter at the Gazette.</p></div>"
_LETTER = (
    "<div class='newsletter'><h3>Our newsletter</h3><p>Sign up for the best of the Gazette, every"
    " morning in your inbox.</p></div>"
)
_COMMENTS = "".join(
    f"<div class='comment'><b>reader{number}</b><p>I have waited for this since I was {number}.</p>"
    "</div>"
    for number in range(8)
)
_TEASERS = "".join(
    f"<div class='card'><a href='/2026/03/bakers-{number}.html'><h3>Bakers of Eastvale strike for"
    f" week {number}</h3></a><p>Ovens stay cold.</p></div>"
    for number in range(6)
)
_FOOTER = "<footer><p>© 2026 The Gazette. All rights reserved.</p></footer>"


def _bare(text: str, language: str) -> str:
    return _page(f"<h1>Harmouth votes on ferry</h1>{text}", language)


def _news(text: str, language: str) -> str:
    return _page(
        f"{_NAVIGATION}<main><article><h1>Harmouth votes on ferry</h1>"
        f"<div class='article-body'>{text}</div>{_BIO}{_LETTER}</article>"
        f"<section class='comments'><h2>Comments</h2>{_COMMENTS}</section></main>"
        f"<aside class='related'><h2>More stories</h2>{_TEASERS}</aside>{_FOOTER}",
        language,
    )


def _page(body: str, language: str) -> str:
    head = "<title>Harmouth votes on ferry</title><meta property='og:type' content='article'>"
    return f"<!doctype html><html lang='{language}'><head>{head}</head><body>{body}</body></html>"


TEMPLATES: dict[str, Callable[[str, str], str]] = {"bare": _bare, "news": _news}
"""A page around the markup of its text, in a language."""
