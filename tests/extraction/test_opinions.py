"""What trafilatura keeps of a page, by two settings."""

from lxml.html import document_fromstring, tostring

from newsbot.extraction.opinions import read_opinions
from tests.extraction.making import PARAGRAPHS, URL
from tests.extraction.page_kinds import LONG, NAVIGATION, STORY, teasers

COMMENT = "Good news at last, I have waited for this bread since I was a child."
PAGE = (
    f"<html><body><nav><ul>{NAVIGATION}</ul></nav><article>"
    + "".join(f"<p>{text}</p>" for text in (*STORY, LONG))
    + f'</article><section id="comments"><p>{COMMENT}</p></section>{teasers()}</body></html>'
)


def test_both_opinions_keep_the_story_and_leave_the_menu_and_comments_out() -> None:
    opinions = read_opinions(document_fromstring(PAGE), URL)
    assert set(opinions) == {"recall", "precision"}
    for text in opinions.values():
        assert all(paragraph in text for paragraph in (*STORY, LONG))
        assert "Weather" not in text
        assert COMMENT not in text


def test_recall_keeps_at_least_what_precision_keeps() -> None:
    opinions = read_opinions(document_fromstring(PAGE), URL)
    assert set(opinions["precision"].splitlines()) <= set(opinions["recall"].splitlines())


def test_the_tree_stays_as_it_is() -> None:
    tree = document_fromstring(PAGE)
    before = tostring(tree)
    read_opinions(tree, URL)
    assert tostring(tree) == before


def test_a_page_of_which_nothing_can_be_kept_gives_empty_opinions() -> None:
    opinions = read_opinions(document_fromstring("<html><body></body></html>"), URL)
    assert opinions == {"recall": "", "precision": ""}


def test_a_page_read_before_does_not_change_an_opinion() -> None:
    first = read_opinions(document_fromstring(PAGE), URL)
    for _ in range(3):
        other = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
        read_opinions(document_fromstring(f"<html><body>{other}</body></html>"), URL)
    assert read_opinions(document_fromstring(PAGE), URL) == first
