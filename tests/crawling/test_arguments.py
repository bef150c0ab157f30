import pytest
from scrapy.exceptions import UsageError

from newsbot.errors import ConfigurationError
from newsbot.spiders.by_kind import SPIDERS
from newsbot.spiders.news import NewsSitesSpider
from newsbot.spiders.pages import PagesSpider
from newsbot.spiders.warc import WarcSpider

ALL = [*SPIDERS.values(), PagesSpider, WarcSpider, NewsSitesSpider]


@pytest.mark.parametrize("spider", ALL, ids=lambda spider: spider.name)
def test_an_unknown_argument_is_refused_with_the_right_ones(spider):
    with pytest.raises(UsageError, match=f"unknown argument -a colour=.*crawl {spider.name}"):
        spider(colour="red")


@pytest.mark.parametrize("spider", ALL[:-1], ids=lambda spider: spider.name)
def test_a_missing_argument_is_refused_with_an_example(spider):
    with pytest.raises(UsageError, match=f"is missing; usage: scrapy crawl {spider.name} -a"):
        spider()


@pytest.mark.parametrize("kind", SPIDERS)
def test_sources_need_not_be_registered(kind):
    spider = SPIDERS[kind]
    sources = spider(url="https://www.theguardian.com/x,https://news.example.co.uk/a,b.xml").sources
    assert [(source.kind, source.url, source.site) for source in sources] == [
        (kind, "https://www.theguardian.com/x", "guardian"),
        (kind, "https://news.example.co.uk/a,b.xml", "example.co.uk"),
    ]


def test_a_source_that_is_no_web_url_is_refused():
    with pytest.raises(ConfigurationError, match=r"'gazette\.example/rss' is no web URL"):
        SPIDERS["feed"](url="gazette.example/rss")


def test_news_takes_every_source_of_every_site_or_of_the_sites_named():
    every = NewsSitesSpider().sources
    some = NewsSitesSpider(site="bbc, npr").sources
    assert {source.site for source in some} == {"bbc", "npr"}
    assert len(every) > len(some)


def test_news_takes_the_sites_that_meet_all_conditions():
    spider = NewsSitesSpider(country="ch, at", language="de")
    assert {"srf", "der-standard"} <= {source.site for source in spider.sources}
    assert {spider.registry.site(key).country for key in spider.only_sites} == {"CH", "AT"}
    assert NewsSitesSpider().only_sites == ()


@pytest.mark.parametrize("name", ["site", "country", "language"])
def test_an_empty_condition_is_not_taken_for_all_sites(name):
    with pytest.raises(UsageError, match=f"-a {name}= is empty"):
        NewsSitesSpider(**{name: " ,"})


def test_own_sites_are_named_by_the_setting_alone():
    with pytest.raises(UsageError, match="unknown argument -a own_sites=…"):
        NewsSitesSpider(own_sites="sites.toml")


def test_news_refuses_a_site_that_is_not_registered():
    with pytest.raises(ConfigurationError, match="did you mean guardian"):
        NewsSitesSpider(site="gardian")


def test_a_sites_file_takes_the_shipped_ones_place(tmp_path):
    file = tmp_path / "sites.toml"
    file.write_text(
        '[sites.gazette]\nname = "G"\ndomains = ["gazette.example"]\n'
        'sources = [{ kind = "section", url = "https://gazette.example/world" }]\n'
    )
    (source,) = NewsSitesSpider(sites_file=str(file)).sources
    assert (source.kind, source.site) == ("section", "gazette")


def test_pages_come_from_files_and_from_the_command_line_each_once(tmp_path):
    file = tmp_path / "urls.txt"
    file.write_text("# two\nhttps://gazette.example/a\n\nhttps://gazette.example/b,1.html\n")
    spider = PagesSpider(urls=f"https://gazette.example/c,2.html,{file},https://gazette.example/a")
    assert spider.urls == (
        "https://gazette.example/c,2.html",
        "https://gazette.example/a",
        "https://gazette.example/b,1.html",
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "names no URL"),
        ("https://gazette.example/a\ngazette.example/b\n", "line 2: 'gazette.example/b' is no web"),
    ],
)
def test_a_file_of_pages_must_have_urls(tmp_path, content, message):
    file = tmp_path / "urls.txt"
    file.write_text(content)
    with pytest.raises(ConfigurationError, match=message):
        PagesSpider(urls=str(file))


def test_a_missing_file_of_pages_is_refused():
    with pytest.raises(ConfigurationError, match=r"cannot read nowhere\.txt: No such file"):
        PagesSpider(urls="nowhere.txt")


def test_warc_files_are_found_by_pattern_in_order(tmp_path):
    for name in ("b.warc.gz", "a.warc.gz", "c.txt"):
        (tmp_path / name).touch()
    spider = WarcSpider(path=f"{tmp_path}/*.warc.gz,{tmp_path}/a.warc.gz")
    assert [file.name for file in spider.files] == ["a.warc.gz", "b.warc.gz"]


def test_a_pattern_that_no_file_matches_is_refused(tmp_path):
    with pytest.raises(ConfigurationError, match="no file matches"):
        WarcSpider(path=f"{tmp_path}/*.warc")


def test_pages_are_asked_for_in_their_one_form(tmp_path):
    file = tmp_path / "urls.txt"
    file.write_text("https://GAZETTE.example:443/a#part\nhttps://anna:secret@gazette.example/b\n")
    assert PagesSpider(urls=f"{file},https://gazette。example/a").urls == (
        "https://gazette.example/a",
        "https://gazette.example/b",
    )


@pytest.mark.parametrize("host", ["gazette.example", "[gazette", "ga:zette"])
def test_nothing_is_shown_of_a_password_that_is_not_encoded(host):
    with pytest.raises(ConfigurationError) as caught:
        SPIDERS["feed"](url=f"https://anna:p@ss/w:rd@{host}/feed")
    assert not any(part in str(caught.value) for part in ("anna", "p@", "ss/", "w:rd"))
