"""Markup that a page shows as text, because it was escaped by mistake."""

from html import escape

import pytest
from lxml.html import fromstring

from newsbot.extraction.page.tree.escaped_markup import read_escaped_markup
from tests.extraction.elsewhere.pages import STORY, lines_of, paragraphs, shown

TWEET = (
    '<blockquote class="twitter-tweet"><p lang="en" dir="ltr">Nine years! We were first in line,'
    " with soup and folding chairs.</p>&mdash; Tarn Rescue (@tarnrescue)"
    ' <a href="https://social.example/tarnrescue/status/1">8 June 2024</a></blockquote>'
)
WIDGET = '<script async src="https://social.example/widgets.js" charset="utf-8"></script>'
PLAYER = '<iframe width="560" src="https://video.example/embed/1" allowfullscreen></iframe>'
TWICE = escape(escape(TWEET + WIDGET))
SPREAD = (
    f"<p>{escape(TWEET[:34])}<br>{escape(TWEET[34:130])}</p>"
    f"<p>{escape(TWEET[130:])}<br>{escape(WIDGET)}</p>"
)
POSTS = {
    "a post": f"<p>{escape(TWEET)} {escape(WIDGET)}</p>",
    "a post in a bare div": f"<div>{escape(TWEET)}\n{escape(WIDGET)}</div>",
    "a player": f"<p>{escape(PLAYER)}</p>",
    "a post that was escaped twice": f"<p>{TWICE}</p>",
    "a post in several elements": SPREAD,
}


@pytest.mark.parametrize("post", POSTS.values(), ids=POSTS)
def test_the_text_has_nothing_of(post: str) -> None:
    page = shown(paragraphs(STORY[:2]) + post + paragraphs(STORY[2:]))
    assert lines_of(page) == list(STORY)


def test_the_sentence_around_a_post_stays() -> None:
    first, second = STORY[0][:60], STORY[0][60:]
    page = shown(f"<p>{first}{escape(PLAYER)}{second}</p>{paragraphs(STORY[1:])}")
    assert lines_of(page) == list(STORY)


def test_escaped_paragraphs_are_paragraphs() -> None:
    assert lines_of(shown(f'<div class="story-body">{escape(paragraphs())}</div>')) == list(STORY)


def test_comments_and_instructions_between_escaped_paragraphs_are_dropped() -> None:
    tree = fromstring("<div>&lt;p>One.&lt;/p>&lt;!-- c -->&lt;?x y?>&lt;p>Two.&lt;/p></div>")
    read_escaped_markup(tree)
    assert [each.tag for each in tree.iter()] == ["div", "div", "p", "p"]


def test_html_that_an_article_is_about_stays() -> None:
    sentence = (
        "Whoever writes a tag such as <b> or <script> has to close it with </b> or </script>."
    )
    code = f"<pre><code>{escape(PLAYER)}</code></pre>"
    lines = lines_of(shown(f"{paragraphs(STORY)}<p>{escape(sentence)}</p>{code}"))
    assert sentence in lines
