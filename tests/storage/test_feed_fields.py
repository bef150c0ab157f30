"""Fields from a feed do not flap, are not lost, and give way to those of the page."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from newsbot.items import Amended, Outcome, Revised, Unchanged
from tests.storage.making import NOON, article, rows, store, words

HOUR = timedelta(hours=1)
FED: dict[str, Any] = {
    "title": "Ferry to sail",
    "authors": ("Ada Holm",),
    "summary": "From Monday.",
    "from_feed": ("title", "authors", "summary"),
}
SHOWN = "SELECT title, authors, summary, from_feed FROM news.articles"
OPS = "SELECT op FROM news.changes ORDER BY change_id"


def looks(engine: Engine, *pages: dict[str, Any]) -> list[Outcome]:
    """The same URL with these fields, each an hour after the one before."""
    return [
        outcome
        for hour, fields in enumerate(pages)
        for outcome in store(engine, article("a", **{"fetched_at": NOON + hour * HOUR} | fields))
    ]


def test_readers_see_which_fields_come_from_the_feed(engine: Engine) -> None:
    looks(engine, FED)
    assert rows(engine, SHOWN) == [
        ("Ferry to sail", ["Ada Holm"], "From Monday.", ["title", "authors", "summary"])
    ]


def test_other_words_of_a_feed_at_the_same_text_change_nothing(engine: Engine) -> None:
    other = FED | {"title": "Ferry sails!", "authors": ("Jo Brandt",), "summary": "On Monday."}
    assert looks(engine, FED, other, FED, other)[1:] == [Unchanged(article_id=1)] * 3
    assert rows(engine, SHOWN)[0][:3] == ("Ferry to sail", ["Ada Holm"], "From Monday.")
    assert rows(engine, OPS) == [("insert",)]


def test_what_the_page_states_later_takes_the_place_of_the_feeds(engine: Engine) -> None:
    own = {"title": "Ferry sails again", "authors": ("Jo Brandt",), "summary": "From Monday."}
    outcomes = looks(engine, FED, own, FED)
    assert outcomes[1:] == [Amended(article_id=1), Unchanged(article_id=1)]
    assert rows(engine, SHOWN) == [("Ferry sails again", ["Jo Brandt"], "From Monday.", [])]


@pytest.mark.parametrize("body", [words(0, 100), words(0, 99) + " changed " + words(100, 130)])
def test_a_later_fetch_without_a_feed_keeps_what_the_feed_said(engine: Engine, body: str) -> None:
    # A page that states no title is called by the beginning of its body.
    alone = {"title": "word0 word1 word2", "body": body}
    outcome = looks(engine, FED, alone)[1]
    assert isinstance(outcome, Unchanged if body == words(0, 100) else Revised)
    assert rows(engine, SHOWN) == [
        ("Ferry to sail", ["Ada Holm"], "From Monday.", ["title", "authors", "summary"])
    ]


def test_a_changed_text_comes_with_what_the_feed_says_now(engine: Engine) -> None:
    later = FED | {"title": "Ferry sails late", "body": words(0, 99) + " late " + words(100, 130)}
    assert isinstance(looks(engine, FED, later)[1], Revised)
    assert rows(engine, SHOWN)[0][0] == "Ferry sails late"


def test_a_feed_fills_what_a_stored_article_lacks(engine: Engine) -> None:
    plain = {"title": "Ferry sails"}
    fed = plain | {"authors": ("Ada Holm",), "from_feed": ("authors",)}
    assert looks(engine, plain, fed)[1] == Amended(article_id=1)
    assert rows(engine, SHOWN) == [("Ferry sails", ["Ada Holm"], None, ["authors"])]
