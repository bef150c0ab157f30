"""The original is the article that the other one names as its origin, or else the earlier one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.dedup.precedence import Provenance, credited, precedes
from newsbot.items import Article, Precision

NOON = datetime(2026, 5, 11, 12, tzinfo=UTC)
TEXT = "The ferry will sail again from Monday, the harbour board said."
WIRE = "https://apnews.com/article/ferry-sails-1234567"


def provenance(
    url: str = "https://example.org/ferry",
    opening: str = TEXT,
    *,
    site: str = "gazette",
    at: datetime | None = None,
    precision: Precision = "minute",
    canonical_url: str | None = None,
    based_on: str | None = None,
    authors: tuple[str, ...] = (),
    credits: tuple[str, ...] = (),  # noqa: A002 - the field's name
) -> Provenance:
    return Provenance(
        url=url,
        site=site,
        canonical_url=canonical_url,
        based_on=based_on,
        credits=credits,
        authors=authors,
        published_at=at,
        published_precision=precision if at else None,
        opening=opening,
    )


@pytest.mark.parametrize(
    ("opening", "site"),
    [
        ("SPRINGFIELD, Ill. (AP) \u2014 The ferry", "apnews.com"),
        ("(Reuters) - The ferry", "reuters.com"),
        ("BERLIN (dpa/bb) - Die Fähre", "dpa.com"),
        ("Wien/Linz (APA) \u2013 Die Fähre", "apa.at"),
        ("New Delhi [India], May 11 (ANI): The ferry", "aninews.in"),
        ("MOSCOW, May 11. /TASS/. The ferry", "tass.com"),
        ("MADRID, 11 May. (EUROPA PRESS) - El ferry", "europapress.es"),
        ("Washington (CNN)The ferry", "cnn.com"),
        ("AFP - The ferry", "afp.com"),
        ("By JO BRIGHT, Associated Press\nThe ferry", "apnews.com"),
        ("Ferry sails again\nPARIS (AFP) The ferry", "afp.com"),
    ],
)
def test_a_dateline_or_credit_line_names_the_agency(opening: str, site: str) -> None:
    assert site in credited(provenance(opening=opening))


@pytest.mark.parametrize(
    "opening",
    [
        TEXT,
        "The board told the Associated Press that the ferry will sail again.",
        "Die Fähre kann man (pa) und tt auf Monate nicht nehmen.",
    ],
)
def test_a_mention_in_a_sentence_is_no_credit(opening: str) -> None:
    assert credited(provenance(opening=f"{opening} {TEXT}")) == frozenset()


def test_bylines_canonical_urls_and_is_based_on_name_the_origin() -> None:
    assert credited(provenance(credits=("Reuters Staff",))) == {"reuters.com"}
    assert credited(provenance(authors=("AFP",))) == {"afp.com"}
    assert credited(provenance(canonical_url="https://www.example.co.uk/a")) == {"example.co.uk"}
    assert credited(provenance(based_on="https://m.example.net/a")) == {"example.net"}


def test_nobody_credits_itself() -> None:
    own = provenance(WIRE, "LONDON (AP) \u2014 The ferry", site="ap", canonical_url=WIRE)
    assert credited(own) == frozenset()
    assert credited(provenance(based_on="https://www.example.org/ferry?b=1")) == frozenset()


def test_the_agencys_own_article_precedes_whatever_the_dates() -> None:
    agency = provenance(WIRE, site="ap", at=NOON + timedelta(hours=3))
    copy = provenance(opening="LONDON (AP) \u2014 The ferry", at=NOON)
    assert precedes(agency, copy)
    assert not precedes(copy, agency)


def test_the_url_that_a_copy_calls_canonical_precedes() -> None:
    full = provenance(
        "https://example.org/ferry?page=all", canonical_url="https://example.org/ferry"
    )
    short = provenance(
        "https://example.org/amp/ferry", canonical_url="http://www.example.org/ferry/"
    )
    original = provenance("https://example.org/ferry", canonical_url="https://example.org/ferry")
    assert precedes(original, full)
    assert precedes(original, short)
    assert not precedes(full, short)
    assert not precedes(short, full)


def test_where_each_names_the_other_the_earlier_precedes() -> None:
    one = provenance(at=NOON, based_on="https://example.com/a")
    other = provenance("https://example.com/a", at=NOON + timedelta(hours=1), based_on=one.url)
    assert precedes(one, other)
    assert not precedes(other, one)


@pytest.mark.parametrize(
    ("later", "precision", "is_clear"),
    [
        (timedelta(minutes=5), "minute", False),
        (timedelta(minutes=6), "minute", True),
        (timedelta(hours=36), "day", False),
        (timedelta(hours=37), "day", True),
    ],
)
def test_only_a_clearly_earlier_article_precedes(
    later: timedelta, precision: Precision, *, is_clear: bool
) -> None:
    one, other = provenance(at=NOON), provenance(at=NOON + later, precision=precision)
    assert precedes(one, other) is is_clear
    assert not precedes(other, one)


def test_without_dates_and_statements_nothing_precedes() -> None:
    assert not precedes(provenance(at=NOON), provenance("https://example.com/a"))


def test_provenance_is_taken_from_an_article() -> None:
    article = Article(
        url=WIRE, requested_url=WIRE, site="ap", fetched_at=NOON, title="Ferry", body=TEXT * 9,
        published_at=NOON, published_precision="day", credits=("AP",),
        extractor="", extractor_version="",
    )  # fmt: skip
    expected = provenance(
        WIRE, (TEXT * 9)[:400], site="ap", at=NOON, precision="day", credits=("AP",)
    )
    assert Provenance.of(article) == expected


URLS = st.sampled_from([
    WIRE, "https://example.org/a", "https://www.example.org/a", "http://example.com/b",
    "https://uk.reuters.com/c", "http://127.0.0.1:8000/d",
])  # fmt: skip
PROVENANCES = st.builds(
    provenance,
    url=URLS,
    opening=st.sampled_from([TEXT, "LONDON (AP) \u2014 The", "Reuters", "(AP/Reuters)"]),
    site=st.sampled_from(["gazette", "apnews.com", "reuters.com"]),
    at=st.none() | st.timedeltas(timedelta(0), timedelta(days=2)).map(lambda apart: NOON + apart),
    precision=st.sampled_from(["second", "minute", "day"]),
    canonical_url=st.none() | URLS,
    based_on=st.none() | URLS,
    credits=st.sampled_from([(), ("Reuters",), ("AP", "AFP")]),
)


@given(one=PROVENANCES, other=PROVENANCES)
def test_of_two_articles_at_most_one_precedes_and_none_itself(
    one: Provenance, other: Provenance
) -> None:
    assert not (precedes(one, other) and precedes(other, one))
    assert not precedes(one, one)
