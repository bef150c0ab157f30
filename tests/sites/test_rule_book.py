import logging

import pytest

from newsbot.errors import ConfigurationError
from newsbot.sites.registry import load_registry
from newsbot.sites.rule_book import RuleBook

REGISTRY = """
[sites.gazette]
name = "The Gazette"
domains = ["gazette.example", "gazette.test"]
sources = [{ kind = "feed", url = "https://gazette.example/rss" }]
"""


@pytest.fixture
def book(tmp_path):
    def make(files: dict[str, str], registry: str = REGISTRY) -> RuleBook:
        sites = tmp_path / "sites.toml"
        sites.write_text(registry, encoding="utf-8")
        for name, text in files.items():
            file = tmp_path / name
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        folders = [tmp_path / name for name in dict.fromkeys(n.split("/")[0] for n in files)]
        return RuleBook(load_registry(sites), folders)

    return make


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("https://post.example/a", "post.example.txt"),
        ("https://www.Post.example:8443/a", "post.example.txt"),
        ("https://news.post.example/a", ".post.example.txt"),
        ("https://live.news.post.example/a", ".post.example.txt"),
        ("https://sport.post.example/a", "sport.post.example.txt"),
        ("https://outpost.example/a", None),
        ("file:///a.html", None),
    ],
)
def test_a_host_has_the_closest_file(book, url, file):
    names = ("post.example.txt", ".post.example.txt", "sport.post.example.txt")
    rules = book({f"rules/{name}": "body: //p" for name in names}).rules_for(url)
    assert (rules and rules.origin) == file


def test_the_first_folder_that_has_a_host_counts(book):
    files = {"own/post.example.txt": "body: //p", "shared/post.example.txt": "body: //div"}
    assert book(files).rules_for("https://post.example/").body == ("//p",)


def test_a_registry_entrys_rules_come_before_a_file(book):
    files = {"rules/gazette.example.txt": "body: //p"}
    ruled = REGISTRY + 'rules = { body = "//main", strip = ["//a", "//b"] }\n'
    assert book(files).rules_for("https://gazette.example/a").body == ("//p",)
    own = book(files, ruled).rules_for("https://gazette.example/a")
    assert (own.body, own.strip, own.origin) == (("//main",), ("//a", "//b"), "its registry entry")


def test_a_registered_site_has_the_file_of_any_of_its_domains(book, tmp_path):
    made = book({"rules/gazette.test.txt": "body: //p"})
    (site,) = load_registry(tmp_path / "sites.toml").sites
    assert made.rules_of_site(site).origin == "gazette.test.txt"


def test_a_bad_file_is_warned_about_once_and_passed_over(book, caplog):
    made = book({"rules/post.example.txt": "bdoy: //p"})
    with caplog.at_level(logging.WARNING):
        for path in "abc":
            assert made.rules_for(f"https://post.example/{path}") is None
            assert made.rules_for(f"https://www.post.example/{path}") is None
    (record,) = caplog.records
    assert "post.example.txt, line 1: unknown directive 'bdoy'" in record.message


def test_a_folder_that_is_none_is_an_error(tmp_path):
    with pytest.raises(ConfigurationError, match=r"NEWSBOT_SITE_RULES: .*nosuch is no folder"):
        RuleBook(load_registry(), [tmp_path / "nosuch"])
