"""What has to hold of every entry of the registry that newsbot ships with."""

import ipaddress
import re
from collections import Counter
from urllib.parse import urlsplit

import pytest

from newsbot.sites.registry import SHIPPED, load_registry
from newsbot.sites.site import Site
from newsbot.urls import registrable_domain, requested_url

REGISTRY = load_registry(SHIPPED)
KEPT = ("bbc", "deutsche-welle", "guardian", "kyiv-independent", "npr")
MOST_SOURCES = 5
# Hosts of a publisher that are under no domain of its articles.
SOURCE_HOSTS = {
    "feeds.bbci.co.uk": "the BBC's host for feeds and files; no article is there",
    "e00-elmundo.uecdn.es": "the file host of Unidad Editorial, which owns El Mundo; no articles",
}
# ISO 3166-1 alpha-2. XK is a code that the standard leaves to its users; Kosovo has no other.
COUNTRIES = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ
    BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM
    DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS
    GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN
    KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ
    MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM
    PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV
    SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI
    VN VU WF WS YE YT ZA ZM ZW XK
"""
# ISO 639-1.
LANGUAGES = """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy
    da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht
    hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky
    la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny
    oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss
    st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo
    za zh zu
"""
JUNK = re.compile(
    r"[?&](?:q|s|query|search)=|/search\b|comment|podcast|/tags?/|/author/|/amp/|/wp-json/"
)


def test_there_are_publishers_of_many_countries_and_languages() -> None:
    assert len(REGISTRY.sites) >= 150
    assert len({site.country for site in REGISTRY.sites}) >= 40
    assert len({site.language for site in REGISTRY.sites}) >= 25


def test_keys_that_rows_carry_are_kept() -> None:
    assert all(key in REGISTRY for key in KEPT)


def test_no_source_is_listed_twice() -> None:
    counts = Counter(source.url for site in REGISTRY.sites for source in site.sources)
    assert [url for url, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("site", REGISTRY.sites, ids=lambda site: site.key)
def test_an_entry_is_whole(site: Site) -> None:
    assert site.country in COUNTRIES.split()
    assert site.file == SHIPPED / f"{site.country.lower()}.toml"
    assert site.language in LANGUAGES.split()
    assert site.name == " ".join(site.name.split())
    assert not site.name.endswith((".xml", "/"))
    assert 1 <= len(site.sources) <= MOST_SOURCES
    assert site.rules is None


@pytest.mark.parametrize("site", REGISTRY.sites, ids=lambda site: site.key)
def test_every_url_has_the_form_in_which_it_is_requested(site: Site) -> None:
    assert site.home is not None
    for url in (site.home, *(source.url for source in site.sources)):
        assert requested_url(url) == url
        assert urlsplit(url).scheme in {"http", "https"}
        assert urlsplit(url).port is None
        assert "@" not in urlsplit(url).netloc
        assert not JUNK.search(url)


@pytest.mark.parametrize("site", REGISTRY.sites, ids=lambda site: site.key)
def test_the_domains_cover_home_and_sources(site: Site) -> None:
    assert REGISTRY.site_of(site.home or "") == site.key
    for source in site.sources:
        host = urlsplit(source.url).hostname
        assert host in SOURCE_HOSTS or REGISTRY.site_of(source.url) == site.key


@pytest.mark.parametrize("site", REGISTRY.sites, ids=lambda site: site.key)
def test_domains_are_public_hosts(site: Site) -> None:
    for domain in site.domains:
        assert domain == domain.lower()
        assert registrable_domain(f"https://{domain}/") != ""
        assert "." in domain
        with pytest.raises(ValueError, match="does not appear to be"):
            ipaddress.ip_address(domain)


@pytest.mark.parametrize("site", REGISTRY.sites, ids=lambda site: site.key)
def test_sitemaps_are_listed_before_feeds_and_feeds_before_section_pages(site: Site) -> None:
    kinds = [source.kind for source in site.sources]
    assert kinds == sorted(kinds, key=("sitemap", "feed", "section").index)
