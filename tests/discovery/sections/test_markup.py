"""Links in odd markup."""

import pytest

from newsbot.discovery.section import parse_section

URL = "https://www.gazette.example.com/world/"
STORY = "/world/bridge-closes"


def found(body: str, url: str = URL) -> list[str]:
    return [link.url.split("/", 3)[3] for link in parse_section(body.encode(), url).links]


def link(target: str) -> str:
    return f'<h3><a href="{target}">Old bridge closes for six weeks</a></h3>'


@pytest.mark.parametrize(
    "base",
    [
        "<base target='_top'>",
        "<base href=''>",
        "<base href='http://['>",
        "<base href='mailto:desk@gazette.example.com'>",
        "<base href='https://mirror.example.org/'>",
        "<base href=''><base href='/world/'>",
    ],
)
def test_a_base_that_leads_nowhere_is_ignored(base):
    assert found(base + link("bridge-closes")) == ["world/bridge-closes"]


@pytest.mark.parametrize(
    "target",
    [
        "/world/bridge-closes",
        " \n /world/bridge-closes\t",
        "bridge-closes#comments",
        "./bridge-closes",
        "../world/bridge-closes",
        "HTTPS://WWW.Gazette.Example.COM/world/bridge-closes",
        "//www.gazette.example.com/world/bridge-closes",
        "&#47;world&sol;bridge-closes",
        "/world/bridge\n-closes",
    ],
)
def test_hrefs_are_read_as_browsers_read_them(target):
    assert found(link(target)) == ["world/bridge-closes"]


@pytest.mark.parametrize(
    "target",
    ["#top", "", "javascript:go(1)", "mailto:a@b.example", "/story/{{ id }}", "/story/${id}"],
)
def test_what_leads_to_no_page_is_left_out(target):
    assert found(link(target)) == []


@pytest.mark.parametrize(
    "markup",
    [
        f"<noscript>{link(STORY)}</noscript>",
        f"<template>{link(STORY)}</template>",
        f'<map><area href="{STORY}" alt="Old bridge closes for six weeks"></map>',
        f'<a href="{STORY}"><img src="/a.jpg" alt="Old bridge closes for six weeks"></a>',
        f'<a href="{STORY}" aria-label="Old bridge closes for six weeks"></a>',
        f'<div><h3>Old bridge closes for six weeks</h3><a href="{STORY}">Read</a></div>',
        f"{'<div>' * 1500}{link(STORY)}",
    ],
)
def test_links_are_found_in_odd_places(markup):
    assert found(markup) == ["world/bridge-closes"]


@pytest.mark.parametrize(
    "markup",
    [
        f"<h3 onclick=\"go('{STORY}')\">Old bridge closes for six weeks</h3>",
        f'<h3><a data-href="{STORY}">Old bridge closes for six weeks</a></h3>',
        f"<footer>{link(STORY)}</footer><nav>{link(STORY)}</nav>",
    ],
)
def test_what_is_no_link_or_stands_in_a_menu_is_left_out(markup):
    assert found(markup) == []


@pytest.mark.parametrize("text", ["Read", "Weiterlesen", "{}"])
def test_a_plain_list_of_dated_urls_needs_no_headlines(text):
    paths = [f"2026/05/11/story-{number}" for number in range(5)]
    entries = [f"<li><a href='/{path}'>{text.format(path)}</a></li>" for path in paths]
    assert found(f"<ul>{''.join(entries)}</ul>") == paths


def test_markup_too_deep_for_the_parser_counts_as_cut_off():
    body = link(STORY) + "<div>" * 3000 + link("/world/ferry-sails")
    listing = parse_section(body.encode(), URL)
    assert (len(listing.links), listing.is_cut_off) == (1, True)


def test_links_in_the_data_of_a_framework_count():
    items = ",".join(
        f'{{"headline": "The bridge number {n} closes today", "path": "/world/bridge-{n}-closes"}}'
        for n in range(3)
    )
    body = f'<script id="__NEXT_DATA__" type="application/json">{{"items": [{items}]}}</script>'
    assert found(body) == [f"world/bridge-{n}-closes" for n in range(3)]


def test_a_list_in_json_ld_counts_and_breadcrumbs_do_not():
    body = """<script type="application/ld+json">[
        {"@type": "ItemList", "itemListElement": [
            {"@type": "ListItem", "url": "/world/bridge-closes"}, "/world/ferry-sails"]},
        {"@type": "BreadcrumbList", "itemListElement": [
            {"@type": "ListItem", "item": {"@id": "/all-our-reports-from-the-world"}}]}]</script>"""
    assert sorted(found(body)) == ["world/bridge-closes", "world/ferry-sails"]


@pytest.mark.parametrize(
    "target",
    ["https://shop.gazette.example.com/blue-coat-for-rainy-days", "https://example.org/a-b-c-d"],
)
def test_hosts_of_services_and_other_sites_do_not_count(target):
    assert found(link(target)) == []
