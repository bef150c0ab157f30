"""What a block that is not body is called."""

from typing import get_args

import pytest

from newsbot.extraction.body.reasons import MAX_STEPS, Reason, reason_against
from tests.extraction.segmenting import blocks

TEXT = "The ferry sails again."
LINKED = "<a href='/'>The ferry sails again after a month</a>"
# What the model and the site's other articles say, not the block's looks.
DECIDED_ELSEWHERE = {"body", "title", "site_boilerplate"}

EXAMPLES: tuple[tuple[Reason, str], ...] = (
    ("hidden", f"<div hidden><p>{TEXT}</p></div>"),
    ("comment", f"<section class='comments'><p>{TEXT}</p></section>"),
    ("newsletter", f"<div class='newsletter-box'><p>{TEXT}</p></div>"),
    ("newsletter", "<p>Get the news of the valley in your inbox every morning.</p>"),
    ("bio", f"<div class='author-card'><p>{TEXT}</p></div>"),
    ("bio", "<p>By Ann Carter</p>"),
    ("bio", "<p>Ann Carter is a senior reporter who lives in the valley.</p>"),
    ("caption", f"<figure><figcaption>{TEXT}</figcaption></figure>"),
    ("caption", "<p>Photo: Ann Carter</p>"),
    ("share", "<p>Share this story</p>"),
    ("share", f"<div class='social-bar'><p>{TEXT}</p></div>"),
    ("advert", "<p>Advertisement</p>"),
    ("advert", f"<div class='sponsored'><p>{TEXT}</p></div>"),
    ("tags", "<p>Topics: ferries, bread</p>"),
    ("tags", f"<div class='tags'><p>{TEXT}</p></div>"),
    ("date", "<p>Published on Monday</p>"),
    ("date", "<p>On <time>Monday</time></p>"),
    ("teaser", "<p>Read more: the ferry sails again</p>"),
    ("teaser", "<p>MORE: The ferry sails again</p>"),
    ("teaser", f"<aside><p>{TEXT}</p></aside>"),
    ("teaser", f"<p>{LINKED}</p>"),
    ("navigation", "<nav><p>World</p></nav>"),
    ("navigation", "<p><a href='/sport'>Sport</a></p>"),
    ("notice", f"<div class='cookie-consent'><p>{TEXT}</p></div>"),
    ("notice", "<p>All rights reserved.</p>"),
    ("post", f"<blockquote class='twitter-tweet' dir='ltr'><p>{TEXT}</p></blockquote>"),
    ("post", f"<blockquote class='x instagram-media'><div><p>{TEXT}</p></div></blockquote>"),
    ("other", f"<blockquote class='quote'><p>{TEXT}</p></blockquote>"),
    ("other", f"<p>{TEXT}</p>"),
    ("other", "<p>More ferries sail again.</p>"),
)


@pytest.mark.parametrize(("reason", "markup"), EXAMPLES)
def test_a_block_is_called_what_it_looks_like(reason: Reason, markup: str) -> None:
    assert reason_against(blocks(markup)[0]) == reason


def test_every_reason_that_looks_tell_has_an_example() -> None:
    assert {reason for reason, _ in EXAMPLES} == set(get_args(Reason)) - DECIDED_ELSEWHERE


def test_the_innermost_name_counts() -> None:
    markup = f"<div class='related'><div class='comments'><p>{TEXT}</p></div></div>"
    assert reason_against(blocks(markup)[0]) == "comment"


def test_what_a_block_begins_with_says_more_than_the_names_around_it() -> None:
    assert reason_against(blocks("<aside><p>Photo: Ann Carter</p></aside>")[0]) == "caption"


def test_a_name_far_up_says_nothing() -> None:
    depth = MAX_STEPS - 1  # the paragraph itself is a step
    near = "<div class='comments'>" + "<div>" * (depth - 1) + f"<p>{TEXT}</p>"
    far = "<div class='comments'>" + "<div>" * depth + f"<p>{TEXT}</p>"
    assert [reason_against(blocks(each)[0]) for each in (near, far)] == ["comment", "other"]
