import json

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
        *("its", "registry", "entry"),
    ]
    assert printed[3].endswith("post.example.txt")
    listed = json.loads(run_scrapy("sites", "list", "--json", *options).stdout)
    assert [site["rules"] for site in listed] == ["its registry entry", "post.example.txt"]
