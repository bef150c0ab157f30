"""All that knows the kinds of sources knows those of one table."""

import pytest
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from newsbot.crawling.source_errors import source_error
from newsbot.discovery.kinds import KINDS, Kind, read_listing
from newsbot.discovery.listing import Listing
from newsbot.errors import ConfigurationError, SourceError
from newsbot.items import Link
from newsbot.sites.registry import load_registry
from newsbot.spiders.by_kind import spider_of
from settings import base

URL = "https://gazette.example/list"
ENTRY = """
[sites.gazette]
name = "The Gazette"
domains = ["gazette.example"]
sources = [{ kind = "KIND", url = "https://gazette.example/list" }]
"""


def lines(body: bytes, *_: object) -> Listing:
    """The parser of an invented kind: a URL a line."""
    return Listing(links=tuple(Link(url=line) for line in body.decode().split()))


LINES = Kind(name="lines", noun="list of lines", parser=f"{__name__}.lines")


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_parser_of_every_kind_refuses_what_it_cannot_read(kind):
    with pytest.raises(SourceError):
        read_listing(kind, b"", URL)


def test_a_further_kind_is_read_by_the_parser_that_its_entry_names():
    (link,) = read_listing(LINES, b"https://gazette.example/a", URL).links
    assert link.url == "https://gazette.example/a"


def test_every_kind_has_a_spider_of_its_name():
    loader = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": base.SPIDER_MODULES}))
    assert set(KINDS) < set(loader.list())
    assert {kind: loader.load(kind).kind for kind in KINDS} == {kind: kind for kind in KINDS}


def test_the_spider_of_a_further_kind_fetches_sources_of_that_kind():
    (source,) = spider_of(LINES)(url=URL).sources
    assert (source.kind, source.url) == ("lines", URL)


@pytest.mark.parametrize("kind", KINDS)
def test_the_registry_takes_every_kind(tmp_path, kind):
    file = tmp_path / "sites.toml"
    file.write_text(ENTRY.replace("KIND", kind))
    assert load_registry(file).site("gazette").sources[0].kind == kind


def test_the_registry_names_all_kinds_where_one_is_unknown(tmp_path):
    file = tmp_path / "sites.toml"
    file.write_text(ENTRY.replace("KIND", "rss"))
    with pytest.raises(ConfigurationError, match=f"'rss' is none of {', '.join(KINDS)}"):
        load_registry(file)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_sentence_on_a_source_has_the_noun_of_its_kind(kind):
    assert f"Reading the {kind.noun} took" in str(source_error("parse_timeout", kind.name))
