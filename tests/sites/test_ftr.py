import pytest

from newsbot.errors import ConfigurationError
from newsbot.sites.ftr import parse_rules, read_rules

FILE = """
# A newspaper of an island.
title: //h1[@class='headline']
title://meta[@property="og:title"]/@content
body: //div[@class='story']
author: substring-after(//p[@class='by'], 'By: ')

strip: //aside
strip_id_or_class:  newsletter
date:
find_string: <br /><br />
replace_string: </p><p>
replace_string(<noscript>): <div class="a:b">
replace_string(</noscript>):

single_page_link: //a[@class='print']
if_page_contains: //a[@class='page2']
next_page_link: //a[@rel='next']
http_header(User-Agent): Mozilla/5.0 (something)
wrap_in(blockquote): //div[@class='q']
prune: no
tidy: no
test_url: https://gazette.example/2024/ferry
test_contains: The ferry
test https://gazette.example/2024/goats
"""


def test_a_file_is_read_directive_by_directive():
    rules = parse_rules(FILE, "gazette.example.txt")
    assert rules.title == ("//h1[@class='headline']", '//meta[@property="og:title"]/@content')
    assert rules.body == ("//div[@class='story']",)
    assert rules.author == ("substring-after(//p[@class='by'], 'By: ')",)
    assert (rules.strip, rules.strip_id_or_class) == (("//aside",), ("newsletter",))
    assert rules.date == ()
    assert rules.replace_string == (
        ("<br /><br />", "</p><p>"),
        ("<noscript>", '<div class="a:b">'),
        ("</noscript>", ""),
    )
    assert rules.single_page_link == ("//a[@class='print']",)
    assert rules.if_page_contains == ("//a[@class='page2']",)
    assert rules.next_page_link == ("//a[@rel='next']",)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("bdoy: //div", "line 2: unknown directive 'bdoy'; did you mean body?"),
        ("zzz: 1", "line 2: unknown directive 'zzz'$"),
        ("strip: //div[", "line 2: strip is no XPath 1.0 expression: Invalid"),
        ("title: replace(//h1, 'a', 'b')", "line 2: title is no XPath 1.0 expression: Unreg"),
        ("//div", "line 2: write a directive as NAME: VALUE"),
        ("find_string: a", "1 find_string and 0 replace_string do not pair"),
    ],
)
def test_what_is_not_understood_is_named_with_its_line(line, message):
    with pytest.raises(ConfigurationError, match=message) as raised:
        parse_rules(f"# rules\n{line}\n", "gazette.example.txt")
    assert str(raised.value).startswith("gazette.example.txt")
    assert "\n" not in str(raised.value)


def test_a_file_of_another_encoding_is_an_error(tmp_path):
    file = tmp_path / "gazette.example.txt"
    file.write_bytes(b"title: //h1[.='\xe9']")
    with pytest.raises(ConfigurationError, match=r"it is no UTF-8 text"):
        read_rules(file)
