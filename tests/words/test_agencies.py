"""Agencies are recognised by their names in credits."""

import pytest

from newsbot.urls import registrable_domain
from newsbot.words.agencies import AGENCIES, agencies_called, agencies_in


def sites(credit: str) -> set[str]:
    return {site for agency in agencies_in(credit) for site in agency.sites}


@pytest.mark.parametrize(
    ("credit", "site"),
    [
        ("AP", "apnews.com"),
        ("The Associated Press", "apnews.com"),
        ("By Ann Carter, Associated Press", "apnews.com"),
        ("AP Sports Writer", "apnews.com"),
        ("Reuters Staff", "reuters.com"),
        ("reuters", "reuters.com"),
        ("Source: AFP", "afp.com"),
        ("Agence France-Presse in Paris", "afp.com"),
        ("© dpa", "dpa.com"),
        ("DPA", "dpa.com"),
        ("EUROPA PRESS.", "europapress.es"),
        ("Press  Trust of India", "ptinews.com"),
        ("РИА Новости", "ria.ru"),
        ("新华社", "xinhuanet.com"),
        ("PRNewswire", "prnewswire.com"),
    ],
)
def test_an_agency_is_known_as_it_is_credited(credit: str, site: str) -> None:
    assert site in sites(credit)


@pytest.mark.parametrize(
    "text",
    ["", "pa", "Pa", "tt", "Mia", "Sid", "AP Photo", "Apollo", "Ann Carter", "the press", "The"],
)
def test_words_and_first_names_are_no_agencies(text: str) -> None:
    assert agencies_in(text) == frozenset()


def test_a_credit_may_name_several() -> None:
    assert sites("dpa/AFP") == {"dpa.com", "afp.com"}
    assert sites("AP and Reuters") == {"apnews.com", "ap.org", "reuters.com"}


def test_two_agencies_may_share_a_name() -> None:
    assert {site for agency in agencies_called("APA") for site in agency.sites} == {
        "apa.at",
        "apa.az",
    }


def test_every_site_is_a_registrable_domain_of_one_agency() -> None:
    domains = [site for agency in AGENCIES for site in agency.sites]
    assert [registrable_domain(f"https://www.{site}/a") for site in domains] == domains
    assert len(set(domains)) == len(domains)
