from datetime import timedelta
from pathlib import Path

import pytest

from newsbot.errors import ConfigurationError
from newsbot.extraction.rules.site_rules import SiteRules
from newsbot.sites.registry import load_registry
from newsbot.sites.site import Source

GAZETTE = """
[sites.gazette]
name = "The Gazette"
domains = ["gazette.example", "127.0.0.1:8765"]
sources = [{ kind = "feed", url = "https://gazette.example/rss" }]
"""


@pytest.fixture
def registry(tmp_path):
    def load(text: str):
        file = tmp_path / "sites.toml"
        file.write_text(text, encoding="utf-8")
        return load_registry(file)

    return load


def test_a_site_has_its_name_domains_and_sources(registry):
    (site,) = registry(GAZETTE).sites
    assert (site.key, site.name) == ("gazette", "The Gazette")
    assert site.sources == (Source(kind="feed", url="https://gazette.example/rss", site="gazette"),)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://gazette.example/a", "gazette"),
        ("https://www.Gazette.example:8443/a", "gazette"),
        ("http://127.0.0.1:8765/a", "gazette"),
        ("http://0x7f.1:8765/a", "gazette"),
        ("https://gazette。example./a", "gazette"),
        (r"https://evil.example\@gazette.example/a", "evil.example"),
        ("https://gazette.example@evil.example/a", "evil.example"),
        ("http://127.0.0.1:8766/a", "127.0.0.1"),
        ("http://localhost:80/a", "localhost"),
        ("https://news.notgazette.co.uk/a", "notgazette.co.uk"),
    ],
)
def test_a_url_belongs_to_the_registered_site_else_to_its_domain(registry, url, site):
    assert registry(GAZETTE).site_of(url) == site


def test_a_site_may_have_rules(registry):
    table = """
    [sites.gazette.rules]
    body = ["//div[@class='story']", "//article"]
    strip_id_or_class = "newsletter"
    replace_string = { "<noscript>" = "<div>" }
    """
    (site,) = registry(GAZETTE + table).sites
    assert site.rules == SiteRules(
        origin="its registry entry",
        body=("//div[@class='story']", "//article"),
        strip_id_or_class=("newsletter",),
        replace_string=(("<noscript>", "<div>"),),
    )


def test_the_longest_matching_domain_decides(registry):
    sport = GAZETTE.replace("[sites.gazette]", "[sites.sport]").replace(
        '"gazette.example", "127.0.0.1:8765"', '"sport.gazette.example"'
    )
    both = registry(GAZETTE + sport)
    assert both.site_of("https://live.sport.gazette.example/a") == "sport"
    assert both.site_of("https://gazette.example/a") == "gazette"


def test_an_unknown_key_names_the_one_that_is_alike(registry):
    with pytest.raises(ConfigurationError, match=r"no site 'gazete'.*did you mean gazette"):
        registry(GAZETTE).site("gazete")


def test_an_unknown_key_that_is_like_none_names_all(registry):
    with pytest.raises(ConfigurationError, match=r"known are gazette$"):
        registry(GAZETTE).site("xyz")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("name =", "nmae =", "site 'gazette': unknown 'nmae'; known are name, domains"),
        ('name = "The Gazette"', "", "site 'gazette': name is missing"),
        ('"The Gazette"', "7", "name is a text"),
        ('kind = "feed"', 'kind = "rss"', "kind 'rss' is none of feed, sitemap, section"),
        ('kind = "feed"', 'kind = "feed", often = 5', "a source: unknown 'often'"),
        ('kind = "feed"', 'kind = "feed", every = 5', "every 5 is no time from 2 min to 3 d"),
        ('kind = "feed"', 'kind = "feed", every = "1 min"', "every '1 min' is no time"),
        ('kind = "feed"', 'kind = "feed", every = "4 d"', "every '4 d' is no time"),
        ('"https://gazette.example/rss"', '"gazette.example/rss"', "no web URL; write https"),
        ('"gazette.example"', '"https://gazette.example"', "is no host; write"),
        ('[{ kind = "feed", url = "https://gazette.example/rss" }]', "[]", "sources is a list"),
        ("name =", 'rules = "//p"\nname =', "rules: write rules as a table"),
        ("name =", 'rules = { bdoy = "//p" }\nname =', "rules: unknown 'bdoy'; known are title"),
        ("name =", 'rules = { body = "//p[" }\nname =', r"body: '//p\[' is no XPath 1.0"),
        ("name =", "rules = { body = 7 }\nname =", "body: write a text, or a list of texts"),
        ("name =", "rules = { replace_string = [] }\nname =", "replace_string: write a table"),
        ("name =", 'country = "de"\nname =', "country 'de' is no code; write e.g. GB"),
        ("name =", 'language = "deu"\nname =', "language 'deu' is no code; write e.g. en"),
        ("name =", 'home = "gazette.example"\nname =', "home 'gazette.example' is no web URL"),
        ("name =", "owner = 7\nname =", "owner is a text"),
        ("name =", 'status = "good"\nname =', "status 'good' is none of unchecked, checked"),
        ("name =", "status = []\nname =", r"status \[\] is none of"),
        ("[sites.gazette]", "[sites.Gazette]", "small letters"),
        ("[sites.gazette]", "[gazette]", r"write one \[sites.KEY\] table"),
        ('name = "The', "name = The", "is not TOML"),
    ],
)
def test_what_is_not_understood_says_what_to_write(registry, old, new, message):
    with pytest.raises(ConfigurationError, match=message) as raised:
        registry(GAZETTE.replace(old, new))
    assert "sites.toml" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_two_sites_cannot_share_a_domain(registry):
    with pytest.raises(ConfigurationError, match=r"site 'other': gazette\.example is gazette's"):
        registry(GAZETTE + GAZETTE.replace("[sites.gazette]", "[sites.other]"))


def test_a_missing_file_is_an_error():
    with pytest.raises(ConfigurationError, match=r"cannot read the sites file nowhere\.toml"):
        load_registry(Path("nowhere.toml"))


@pytest.mark.parametrize("url", ["https://post.example:443/a", "https://post.example/a"])
def test_a_domain_with_the_schemes_own_port_is_one_without(registry, url):
    assert registry(GAZETTE.replace("127.0.0.1:8765", "post.example:443")).site_of(url) == "gazette"


def test_a_sources_password_is_kept_apart_from_its_url(registry):
    text = GAZETTE.replace("https://", "https://anna:p%40ss@")
    (source,) = registry(text).sites[0].sources
    assert (source.url, source.userinfo) == ("https://gazette.example/rss", ("anna", "p@ss"))
    assert "p@ss" not in repr(source)


@pytest.mark.parametrize("host", ["gazette.example", "[gazette"])
def test_nothing_is_shown_of_a_password_that_is_not_encoded(registry, host):
    text = GAZETTE.replace("https://gazette.example", f"https://anna:p@ss/w:rd@{host}")
    with pytest.raises(ConfigurationError, match="site 'gazette'") as caught:
        registry(text)
    assert not any(part in str(caught.value) for part in ("anna", "p@", "ss/", "w:rd"))


@pytest.mark.parametrize(
    ("value", "every"),
    [('"10 min"', timedelta(minutes=10)), ('"2h"', timedelta(hours=2)), ("0", timedelta())],
)
def test_a_source_may_say_how_often_it_is_polled(registry, value, every):
    (site,) = registry(GAZETTE.replace('"feed"', f'"feed", every = {value}')).sites
    assert site.sources[0].every == every
