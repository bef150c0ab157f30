"""Texts end at limits that are said, and what is none is refused."""

from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsbot.charsets.decoding import REPLACEMENT
from newsbot.extraction.article import extract_article
from newsbot.extraction.limits import (
    LIMITS,
    MAX_BODY_CHARACTERS,
    MAX_REPLACED,
    refusal_of_body,
    within_limits,
)
from newsbot.items import Article, NotAnArticle
from tests.extraction.making import FETCHED_AT, PARAGRAPHS, URL, article, fetched, html, json_ld

LISTS = ("authors", "credits", "tags")
URLS = ("canonical_url", "based_on", "image_url")
TEXTS = tuple(name for name in LIMITS if name not in LISTS + URLS)


def article_with(**values: object) -> Article:
    known = {"title": "Bakery opens at five", "body": PARAGRAPHS[0], **values}
    return Article(
        url=URL,
        requested_url=URL,
        site="paper.example",
        fetched_at=FETCHED_AT,
        extractor="none",
        extractor_version="0",
        **known,
    )


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_cut_at_a_word_and_named(name: str) -> None:
    found = within_limits(article_with(**{name: "bread " * 10_000}))
    kept = getattr(found, name)
    assert len(kept) <= LIMITS[name].characters
    assert kept.endswith("bread…")
    assert found.cut_fields == (name,)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_keeps_its_first_entries_each_within_its_limit(name: str) -> None:
    limit = LIMITS[name]
    names = tuple(f"Ann {number}" for number in range(limit.entries + 1))
    found = within_limits(article_with(**{name: names}))
    assert (getattr(found, name), found.cut_fields) == (names[:-1], (name,))
    (long,) = getattr(within_limits(article_with(**{name: ("Ann " * 1000,)})), name)
    assert len(long) <= limit.characters


@pytest.mark.parametrize("name", URLS)
def test_a_longer_url_is_left_out_not_cut(name: str) -> None:
    url = f"https://paper.example/{'ä' * 1014}"
    kept = within_limits(article_with(**{name: url[:-1]}))
    assert (getattr(kept, name), kept.cut_fields) == (url[:-1], ())
    found = within_limits(article_with(**{name: url}))
    assert (getattr(found, name), found.cut_fields) == (None, (name,))


def test_what_fits_stays_as_it_is() -> None:
    whole = article_with(authors=("Ann Carter",), tags=("bread",), summary=PARAGRAPHS[1])
    assert within_limits(whole) == whole


def test_every_text_of_an_article_but_those_of_our_own_has_a_limit() -> None:
    ours = {
        "url", "requested_url", "site", "body", "body_markdown", "published_precision",
        "published_source", "modified_source", "language", "charset", "failed_parts", "cut_fields",
        "unmatched_rules", "plain_sha256", "from_feed", "twin_urls",
        "extractor", "extractor_version",
    }  # fmt: skip
    texts = {field.name for field in fields(Article) if "str" in str(field.type)}
    assert texts - ours - set(LIMITS) - {"published_at", "modified_at"} == set()


@settings(deadline=None)
@given(st.sampled_from([*TEXTS, *LISTS]), st.text(st.characters(exclude_categories=())))
def test_no_text_has_what_cannot_be_stored_or_shown(name: str, text: str) -> None:
    value = (text,) if name in LISTS else text
    found = within_limits(article_with(**{name: value, "body": text}))
    for kept in (found.body, "".join(getattr(found, name))):
        kept.encode()
        assert not set(kept) & set("\0\x1b\x07\x9b\u202e\u2066\ufdd0\uffff")


def test_a_long_title_of_a_page_is_cut() -> None:
    title = "Bread and butter " * 100
    found = article(json_ld(headline=title), above=f"<h1>{title}</h1>")
    assert len(found.title) <= LIMITS["title"].characters
    assert "title" in found.cut_fields


def test_overrides_are_in_no_title() -> None:
    found = article(above="<h1>Bakery &#x202e;opens&#x202c; at \u2066five\u2069</h1>")
    assert found.title == "Bakery opens at five"


def test_a_body_beyond_its_limit_is_refused_and_its_length_said() -> None:
    body = "b" * (MAX_BODY_CHARACTERS + 1)
    assert refusal_of_body(body[:-1]) is None
    assert refusal_of_body(body) == NotAnArticle(reason="too_long", detail="2000001 characters")


def test_a_body_that_could_not_be_decoded_is_refused_and_the_share_said() -> None:
    readable = "a" * 999
    few = int(MAX_REPLACED * 1000) - 1
    assert refusal_of_body(readable + "\ufffd" * few) is None
    assert refusal_of_body("abc\ufffd" * 100) == NotAnArticle(
        reason="bad_charset", detail="25.0% could not be decoded"
    )


def test_a_page_of_which_the_letters_were_lost_is_no_article() -> None:
    lost = "".join(f"<p>{each.replace('e', REPLACEMENT)}</p>" for each in PARAGRAPHS)
    answer = extract_article(fetched(html(body=lost)))
    assert isinstance(answer, NotAnArticle)
    assert answer.reason == "bad_charset"
