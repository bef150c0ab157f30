"""Notices, small ads, galleries, games and events that stand among stories and look like them.

The pages in `mixed_pages` are invented. Beside each, a JSON file has the URLs of its stories.
"""

import json
from pathlib import Path
from urllib.parse import unquote

import pytest

from newsbot.discovery.section import parse_section

PAGES = sorted((Path(__file__).parent / "mixed_pages").glob("*.html"))
URL = "https://gazette.example/"
STORIES = ("mill-burns-down", "mayor-resigns", "ferry-sails-again", "bridge-closes")


def found_on(body: str, url: str = URL) -> set[str]:
    listing = parse_section(f"<html><body>{body}</body></html>".encode(), url, "text/html")
    return {unquote(link.url) for link in listing.links}


def test_among_notices_and_ads_nearly_all_links_that_are_taken_lead_to_stories():
    right = taken = stories = 0
    for page in PAGES:
        gold = json.loads(page.with_suffix(".json").read_text("utf-8"))
        expected = set(map(unquote, gold["stories"]))
        found = found_on(page.read_text("utf-8"), gold["url"])
        right, taken = right + len(found & expected), taken + len(found)
        stories += len(expected)
    assert right >= 0.92 * taken
    assert right >= 0.92 * stories


def listed(*others: str, number: int = 4321) -> set[str]:
    """The names of the links taken from a list of stories, with the markup `others` among them."""
    stories = (
        f"<li><a href='/{name}-{number + n}'>The {name.replace('-', ' ')} in Vellan</a> 10:35</li>"
        for n, name in enumerate(STORIES)
    )
    found = found_on(f"<ul>{''.join([*stories, *others])}</ul>")
    return {url.removeprefix(URL).rpartition("-")[0] for url in found}


@pytest.mark.parametrize(
    "item",
    [
        "<li><b>Sponsored</b> <a href='/warm-windows-4400'>Warm windows for a cold winter</a></li>",
        "<li><a href='/warm-windows-4400'><i>Anzeige</i> Warme Fenster im Winter</a> 9:10</li>",
        "<li><a href='/ads'>Advertorial</a><a href='/warm-windows-4400'>Warm windows for you</a>",
        "<li><a href='/warm-windows-4400'>[Sponsored] Warm windows for the winter</a> 9:10</li>",
        "<li><a href='/warm-windows-4400'>【PR】冬の窓断熱、費用はいくらかかる</a> 9:10</li>",
        "<li><a href='/warm-windows-4400'>Photos: The windows of Vellan in winter</a> 9:10</li>",
        "<li><a href='/warm-windows-4400'>Podcast: Why windows are warm in winter</a> 9:10</li>",
        "<li><span>Offre d\u2019emploi</span><a href='/warm-windows-4400'>Vitrier pour Vellan</a>",
        "<li><a href='/jobs-and-vacancies/warm-windows-4400'>A glazier for windows</a> 9:10</li>",
        "<li><a href='/public_notices/warm-windows-4400'>Windows of the town hall</a> 9:10</li>",
        "<li><a href='/obituaries/warm-windows-4400'>A glazier for windows is dead</a> 9:10</li>",
        "<li><a href='/weer/verwachting-warm-windows-4400'>Verwachting voor Vellan</a> 9:10</li>",
        "<li><a href='/town/fotostrecke-warm-windows-4400'>So warm sind die Fenster</a> 9:10</li>",
    ],
)
def test_what_is_labelled_or_filed_as_no_story_is_none(item):
    assert listed(item) == set(STORIES)


@pytest.mark.parametrize(
    "item",
    [
        "<li><b>Town</b> <a href='/sponsor-leaves-4400'>Sponsor leaves the football club</a></li>",
        "<li><a href='/sponsor-leaves-4400'>Job cuts: Sponsor leaves football club</a> 9:10</li>",
        "<li><a href='/sponsor-leaves-4400'>Photos stolen as sponsor leaves club</a> 9:10</li>",
        "<li><a href='/sponsor-leaves-4400'>Sponsor leaves club (video)</a> 9:10</li>",
    ],
)
def test_a_story_about_such_things_is_one(item):
    assert listed(item) == {*STORIES, "sponsor-leaves"}


def test_an_obituary_with_a_date_is_a_story():
    url = "2026/05/04/obituaries/ada-holm-painter-4400"
    assert URL + url in found_on(f"<h2><a href='/{url}'>Ada Holm, painter of harbours</a></h2>")


def test_lists_under_the_heading_of_small_ads_have_no_stories():
    ads = "".join(
        f"<article><h3><a href='/a/{n}'>A red boat with two oars</a></h3><i>1 May</i></article>"
        for n in range(4400, 4404)
    )
    stories = ads.replace("/a/", "/b/")
    page = f"<h2>Jobs &amp; Classifieds</h2>{ads}</section><section><h2>Town</h2>{stories}"
    assert found_on(f"<section>{page}</section>") == {f"{URL}b/{n}" for n in range(4400, 4404)}


def test_the_labels_of_boxes_beside_a_story_are_not_its_own():
    story = "<article><h2><a href='/mill-burns-4400'>Mill burns down in Vellan</a></h2></article>"
    ad = "<div><span>Advertisement</span></div>"
    box = "<div><h3>Newsletter</h3><form><input></form></div>"
    assert found_on(f"<section>{ad}{story}{box}</section>") == {f"{URL}mill-burns-4400"}
