"""Which URLs have the same url_key, because they lead to the same page."""

import re
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.article_numbers import ARTICLE_PARAMETERS
from newsbot.url_parts.tracking import is_tracking
from newsbot.urls import canonicalize_url, url_key
from tests.test_urls import WEB_URLS

START = "https://gazette.example/a"
NAMES = st.sampled_from(("id", "p", "tid", "cid", "q", "é", "utm_source", "ref", "", "a b"))
VALUES = st.sampled_from(("1", "2", "71", "", "rss", "é", "a+b", "%2F")) | st.text(max_size=3)


def one_page(*urls: str) -> bool:
    return len({url_key(url) for url in urls}) == 1


@pytest.mark.parametrize(
    "other",
    [
        "http://gazette.example/a",
        "https://www.gazette.example/a",
        "https://gazette.example/a/",
        "https://GAZETTE.example:443/a",
        "http://gazette.example:80/a",
        "https://gazette.example./a",
        "https://anna@gazette.example/a",
        START + "#comments",
        START + "?",
        START + "?utm_source=rss",
        START + "?UTM_Campaign=x&utm_anything_new=y",
        START + "?mtm_source=x&pk_kwd=y&hsa_acc=1",
        START + "?pk_cid=1&fb_action_ids=2&fb_ref=x&piwik_kwd=y",
        START + "?fbclid=x&GCLID=y",
        START + "?CMP=share_btn_tw",
        START + "?_ga=1.2&__hstc=3",
        START + "?ref=rss&source=Twitter",
        START + ";jsessionid=0A1B.node2",
        START + "?PHPSESSID=0a1b",
        START + ";JSESSIONID=0A1B?utm_id=1",
        START + "?aspsessionidabcdefgh=1",
        "https://gazette.example/b/../%61",
        START + "?%75tm_source=rss",
        START + "?&amp;utm_source=rss&amp%3Butm_medium=b",
        START + "?share=twitter&smid=tw-share&emc=rss",
        START + "?replytocom=4#respond",
        START + "?_branch_match_id=1&utm_source",
        START + "#:~:text=sails,again",
        "https://gazette.example//a",
        "https://gazette.example///a//",
        "https://gazette.example/.//a/;jsessionid=4!5",
        "\x19 https://gazette.example/a\x06\n",
        "https://gazette.example:443//a?&",
    ],
)
def test_how_a_reader_came_makes_no_other_page(other: str) -> None:
    assert one_page(START, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("?tid=5&tid=71", "?tid=5&tid=72"),
        ("?tid=5", "?tid=5&tid=5"),
        ("?pk_id=1", "?pk_id=2"),
        ("?fb_id=1", "?fb_id=2"),
        ("?ns_id=1", "?ns_id=2"),
        ("?at_id=1", "?at_id=2"),
        ("?oly_id=1", "?oly_id=2"),
        ("?itm_id=1", "?itm_id=2"),
        ("?stm_id=1", "?stm_id=2"),
        ("?gs_lid=1", "?gs_lid=2"),
        ("?p=1", "?p=2"),
        ("?id=1", "?id=2"),
        ("?cid=1", "?cid=2"),
        ("?sid=1", "?sid=2"),
        ("?eid=1", "?eid=2"),
        ("?ref=12345", "?ref=12346"),
        ("?source=1", ""),
        ("?from=the-harbour", ""),
        ("/b", "/B"),
        ("?q=a", "?q=A"),
        ("?_gallery=1", ""),
        ("?ns_id=1", ""),
        ("?mc_id=1", ""),
        ("/b;c=1", "/b;c=2"),
        ("/b%2Fc", "/b/c"),
        ("?a=b%26c", "?a=b&c"),
        ("/%E9", "/é"),
        ("/b+c", "/b c"),
        ("?b=1&amp;id=5", "?b=1&id=5"),
        ("?share=4", ""),
        ("/index.html", "/"),
        ("/b%2F%2Fc", "/b/c"),
        ("/e\u0301", "/\u00e9"),
        ("?b=1;c=2", "?b=1"),
        ("&b", ""),
        ("/b%20", "/b"),
        (":8443", ""),
    ],
)
def test_what_may_name_the_article_makes_another_page(one: str, other: str) -> None:
    start = "https://gazette.example" if one.startswith(":") else START
    assert not one_page(start + one, start + other)


@pytest.mark.parametrize("name", sorted(ARTICLE_PARAMETERS))
def test_no_parameter_that_names_articles_is_taken_for_tracking(name: str) -> None:
    assert not any(is_tracking(spelled, "rss") for spelled in (name, name.upper(), f"{name}_id"))


@given(st.text(st.characters(categories=["L", "M", "N"])))
def test_the_forms_of_percent_encoding_are_one_page(text: str) -> None:
    upper = quote(text, safe="")
    lower = re.sub("%..", lambda escape: escape[0].lower(), upper)
    assert one_page(*(f"{START}/{form}/b?q={form}" for form in (text, upper, lower)))


@given(WEB_URLS)
def test_the_canonical_form_is_its_own(url: str) -> None:
    form = canonicalize_url(url)
    assert canonicalize_url(form) == form
    assert one_page(url, form)


@given(
    st.lists(st.tuples(NAMES, VALUES), max_size=5).flatmap(
        lambda pairs: st.tuples(st.just(pairs), st.permutations(pairs))
    )
)
def test_the_order_of_parameters_says_nothing(queries: tuple[list[tuple[str, str]], ...]) -> None:
    assert one_page(
        *(f"{START}?{'&'.join(f'{quote(n)}={quote(v)}' for n, v in q)}" for q in queries)
    )


# What w3lib's canonicalize_url and courlan's clean_url do alike with these kinds of URLs.
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://gazette.example/~anna", "https://gazette.example/%7Eanna"),
        ("https://gazette.example?p=1", "https://gazette.example:443/?p=1"),
        ("https://gazette.example/a%zz", "https://gazette.example/a%25zz"),
        ("https://gazette.example/a[1]", "https://gazette.example/a%5B1%5D"),
        ("https://gazette.example/it's", "https://gazette.example/it%27s"),
        ("https://gazette.example/a?b[]=1|2", "https://gazette.example/a?b%5B%5D=1%7C2"),
        ("https://gazette.example/a?b=c d", "https://gazette.example/a?b=c%20d"),
        ("https://gazette.example/a?b=c+d", "https://gazette.example/a?b=c%20d"),
        ("https://gazette.example/a?b", "https://gazette.example/a?b="),
        ("https://gazette.example/a?b=%c3%a9", "https://gazette.example/a?b=é"),
        ("https://bücher.example/é", "https://xn--bcher-kva.example/%C3%A9"),
        ("https://gazette.example/../../a", "https://gazette.example/a"),
        ("https://gazette.example/a\tb", "https://gazette.example/a\nb"),
    ],
)
def test_spellings_of_one_url_have_one_key(one: str, other: str) -> None:
    assert one_page(one, other)


# Cases of w3lib's documentation of canonicalize_url, as far as it and we mean the same.
@pytest.mark.parametrize(
    ("url", "form"),
    [
        (
            "http://gazette.example/do?c=3&b=5&b=2&a=50",
            "http://gazette.example/do?a=50&b=2&b=5&c=3",
        ),
        ("http://gazette.example/résumé", "http://gazette.example/r%C3%A9sum%C3%A9"),
        ("http://gazette.example/r%c3%a9sum%c3%a9", "http://gazette.example/r%C3%A9sum%C3%A9"),
        ("http://gazette.example/do?q=a space&w=a+b", "http://gazette.example/do?q=a+space&w=a+b"),
        ("http://gazette.example/do?q=r%E9sum%E9", "http://gazette.example/do?q=r%E9sum%E9"),
        ("http://gazette.example/do?a", "http://gazette.example/do?a="),
        ("http://gazette.example/a/../b/./c", "http://gazette.example/b/c"),
        ("http://[::0:1]/a/../b", "http://[::1]/b"),
        ("http://GAZETTE.example/#frag", "http://gazette.example"),
    ],
)
def test_the_canonical_form_is_the_one_w3lib_documents(url: str, form: str) -> None:
    assert canonicalize_url(url) == form
