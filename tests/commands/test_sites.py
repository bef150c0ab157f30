import json

from newsbot.errors import ExitCode

RULES = """
[sites.gazette]
name = "The Gazette"
domains = ["gazette.example"]
sources = [{ kind = "feed", url = "https://gazette.example/rss" }]
rules = { body = "//main" }

[sites.post]
name = "The Post"
domains = ["post.example"]
sources = [{ kind = "section", url = "https://post.example/world" }]
"""


def test_the_list_shows_sources_and_where_rules_are(run_scrapy, tmp_path):
    file = tmp_path / "sites.toml"
    file.write_text(RULES)
    (tmp_path / "post.example.txt").write_text("body: //article\n")
    options = ("--sites-file", str(file), "-s", f"NEWSBOT_SITE_RULES={tmp_path}")
    printed = run_scrapy("sites", "list", *options).stdout.splitlines()
    assert printed[2].split() == [
        *("gazette", "The", "Gazette", "feed", "https://gazette.example/rss"),
        *("unchecked", "its", "registry", "entry"),
    ]
    assert printed[3].endswith("post.example.txt")
    listed = json.loads(run_scrapy("sites", "list", "--json", *options).stdout)
    assert [site["rules"] for site in listed] == ["its registry entry", "post.example.txt"]


def test_the_list_names_no_password(run_scrapy, tmp_path):
    file = tmp_path / "sites.toml"
    file.write_text(RULES.replace("https://post", "https://anna:s3cret@post"))
    listed = run_scrapy("sites", "list", "--json", "--sites-file", str(file)).stdout
    assert "https://post.example/world" in listed
    assert "s3cret" not in listed


def test_sites_are_chosen_by_country_and_language(run_scrapy):
    options = ("--country", "ch,li", "--language", "de")
    listed = json.loads(run_scrapy("sites", "list", "--json", *options).stdout)
    assert {site["country"] for site in listed} == {"CH", "LI"}
    assert {site["language"] for site in listed} == {"de"}


def test_a_country_without_a_site_is_an_error_that_names_those_with_some(run_scrapy):
    ended = run_scrapy("sites", "list", "--country", "aq")
    assert ended.returncode == ExitCode.CONFIGURATION
    assert "no site of the country 'AQ'" in ended.stderr
    assert "AL, AR, AT" in ended.stderr


def test_sites_of_ones_own_are_beside_those_of_newsbot(run_scrapy, tmp_path):
    (tmp_path / "own.toml").write_text(RULES)
    listed = run_scrapy("sites", "list", "--json", NEWSBOT_SITES=str(tmp_path)).stdout
    assert {"gazette", "post", "bbc"} <= {site["key"] for site in json.loads(listed)}
