"""What a page lacks is filled from the feed that lists it, and marked; what it states stays."""

from datetime import UTC, datetime

import pytest

from newsbot.extraction.metadata.listed import with_listed
from newsbot.items import Link, Metadata
from tests.extraction.making import FETCHED_AT, URL, article, json_ld, meta

SAID = Link(
    url=URL,
    title="Bakery to open early",
    published_at=datetime(2024, 6, 14, 9, tzinfo=UTC),
    authors=("By Ann Carter and Bo Lind", "Reuters"),
    summary="Bread from five in the morning.",
)


def test_a_page_that_states_nothing_gets_all_that_the_feed_says() -> None:
    found = article(link=SAID, above="")
    assert (found.title, found.summary) == (SAID.title, SAID.summary)
    assert (found.authors, found.credits) == (("Ann Carter", "Bo Lind"), ("Reuters",))
    assert (found.published_at, found.published_source) == (SAID.published_at, "feed")
    assert set(found.from_feed) == {"title", "authors", "credits", "summary"}


def test_what_the_page_states_is_never_replaced() -> None:
    head = meta(og__description="Loaves at dawn.") + json_ld(
        author={"@type": "Person", "name": "Cy Dahl"}, datePublished="2024-06-13T10:00:00Z"
    )
    found = article(head, link=SAID)
    assert (found.title, found.summary) == ("Bakery opens at five", "Loaves at dawn.")
    assert (found.authors, found.credits, found.from_feed) == (("Cy Dahl",), (), ())
    assert found.published_source == "json-ld"


def test_authors_of_the_feed_join_an_agency_that_the_page_credits() -> None:
    found = with_listed(Metadata(title="A", credits=("AP",)), SAID)
    assert (found.authors, found.credits) == (("Ann Carter", "Bo Lind"), ("AP",))
    assert found.from_feed == ("authors", "summary")


@pytest.mark.parametrize(
    ("authors", "persons", "groups"),
    [
        (("admin",), (), ("admin",)),
        (("jcarter",), (), ()),
        (("Paper",), (), ("Paper",)),
        (("News desk",), (), ("News desk",)),
        (("Ann Carter, Reuters",), ("Ann Carter",), ("Reuters",)),
        (("Ann Carter", "ANN CARTER"), ("Ann Carter",), ()),
    ],
)
def test_names_of_feeds_are_cleaned_as_bylines_are(
    authors: tuple[str, ...], persons: tuple[str, ...], groups: tuple[str, ...]
) -> None:
    found = article(link=Link(url=URL, authors=authors))
    assert (found.authors, found.credits) == (persons, groups)


@pytest.mark.parametrize("year", [1970, 1989, 2099])
def test_a_date_of_a_feed_that_cannot_be_right_is_not_taken(year: int) -> None:
    link = Link(url=URL, published_at=FETCHED_AT.replace(year=year))
    assert article(link=link).published_at is None


def test_a_page_that_no_source_lists_stays_as_it_is() -> None:
    own = Metadata(title="A")
    assert with_listed(own, None) is own
    assert with_listed(own, Link(url=URL)) == own
