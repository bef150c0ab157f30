"""robots.txt as RFC 9309 reads it; section numbers are the RFC's."""

import pytest

from newsbot.downloading.robots.rules import read_rules


def allows(robots: str | bytes, path: str) -> bool:
    content = robots if isinstance(robots, bytes) else robots.encode()
    return read_rules(content, "newsbot").allow(f"https://gazette.example{path}")


@pytest.mark.parametrize(
    "name", ["newsbot", "NewsBot", "NEWSBOT", "Newsbot/1.0", "newsbot*", " newsbot # us"]
)
def test_a_group_is_ours_by_its_product_token_in_any_case(name):
    assert not allows(f"User-agent: {name}\nDisallow: /", "/a")


@pytest.mark.parametrize(
    "name", ["news", "robot", "crawler", "bot", "newsbot-image", "newsbot2", "mynewsbot", "Mozilla"]
)
def test_a_group_of_another_name_is_not_ours(name):
    assert allows(f"User-agent: {name}\nDisallow: /", "/a")


def test_our_own_group_holds_instead_of_the_one_for_all():  # 2.2.1
    robots = "User-agent: *\nDisallow: /\n\nUser-agent: newsbot\nDisallow: /private"
    assert allows(robots, "/a")
    assert not allows(robots, "/private/a")


def test_our_own_group_without_rules_allows_all():
    assert allows("User-agent: newsbot\n\nUser-agent: *\nAllow: /", "/a")
    assert allows("User-agent: newsbot\nDisallow:\n\nUser-agent: *\nDisallow: /", "/a")


def test_groups_of_one_name_are_one_group():  # 2.2.1
    robots = "User-agent: newsbot\nDisallow: /a\n\nUser-agent: x\nDisallow: /b\n\n" * 2
    robots += "User-agent: Newsbot\nDisallow: /c"
    assert [allows(robots, path) for path in ("/a", "/b", "/c")] == [False, True, False]


def test_a_group_may_have_several_names_with_other_lines_between_them():
    robots = (
        "User-agent: x\nSitemap: https://gazette.example/s.xml\n\nUser-agent: newsbot\nDisallow: /"
    )
    assert not allows(robots, "/a")


def test_a_crawl_delay_ends_the_names_of_a_group():
    robots = "User-agent: *\nCrawl-delay: 5\n\nUser-agent: other\nDisallow: /"
    assert allows(robots, "/a")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_the_grammar_says(end):
    assert not allows(end.join(["User-agent: *", "Disallow: /a"]), "/a")


def test_no_other_character_ends_a_line():
    robots = "User-agent: *\nDisallow: /a\nDisallow: /x\u2028Allow: /a/b\x85Allow: /a/b"
    assert not allows(robots, "/a/b")


def test_the_longest_match_decides_and_allow_wins_a_tie():  # 2.2.2
    robots = "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c\nDisallow: /p\nAllow: /p"
    paths = ("/a/x", "/a/b/x", "/a/b/c/x", "/p/x", "/x")
    assert [allows(robots, path) for path in paths] == [False, True, False, True, True]


def test_stars_and_dollars_match_as_they_should():  # 2.2.3
    robots = "User-agent: *\nDisallow: /*.gif$\nDisallow: /print*page\nDisallow: /end$"
    paths = ("/a.gif", "/a.gif?x", "/print/my/page/2", "/end", "/ending")
    assert [allows(robots, path) for path in paths] == [False, True, False, False, True]


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ("/foo/bar?baz=quz", "/foo/bar?baz=quz"),
        ("/foo/bar/ツ", "/foo/bar/%E3%83%84"),
        ("/foo/bar/%E3%83%84", "/foo/bar/%E3%83%84"),
        ("/foo/bar/%e3%83%84", "/foo/bar/%E3%83%84"),
        ("/foo/bar/%62%61%7A", "/foo/bar/baz"),
        ("/foo/bar/baz", "/foo/bar/%62%61%7A"),
    ],
)
def test_percent_encodings_are_compared_as_what_they_stand_for(rule, path):  # 2.2.2
    assert not allows(f"User-agent: *\nDisallow: {rule}", path)


def test_an_encoded_slash_is_no_slash():
    assert allows("User-agent: *\nDisallow: /a/b", "/a%2Fb")


def test_robots_txt_itself_is_always_allowed():
    assert allows("User-agent: *\nDisallow: /", "/robots.txt")


@pytest.mark.parametrize(
    "robots",
    [b"", b"\xef\xbb\xbf", b"\x00\xff\xfe garbage", b"<html><body>Not found</body></html>"],
)
def test_what_is_no_rule_forbids_nothing(robots):
    assert allows(robots, "/a")


def test_a_byte_order_mark_and_broken_characters_are_passed_over():
    assert not allows(b"\xef\xbb\xbfUser-agent: *\nDisallow: /\xff\xfea", "/a/b")


@pytest.mark.parametrize(
    ("lines", "delay_s"),
    [
        ("Crawl-delay: 10", 10),
        ("crawl-delay:0.5", 0.5),
        ("Crawl-delay: 2\nCrawl-delay: 7", 7),
        ("Crawl-delay: 0", None),
        ("Crawl-delay: -3", None),
        ("Crawl-delay: soon", None),
        ("Crawl-delay: inf", None),
        ("Disallow: /a", None),
    ],
)
def test_the_crawl_delay_is_the_longest_that_makes_sense(lines, delay_s):
    assert read_rules(f"User-agent: *\n{lines}".encode(), "newsbot").crawl_delay_s == delay_s


def test_the_crawl_delay_of_others_is_not_ours():
    robots = b"User-agent: x\nCrawl-delay: 9\n\nUser-agent: *\nCrawl-delay: 2"
    assert read_rules(robots, "newsbot").crawl_delay_s == 2


def test_thousands_of_names_times_thousands_of_rules_are_not_multiplied():
    names = "".join(f"User-agent: bot{number}\n" for number in range(15_000))
    robots = names + "Allow: /a\n" * 25_000 + "User-agent: *\nDisallow: /b"
    assert not allows(robots, "/b")


def test_the_robots_txt_itself_is_allowed():  # 2.2.2
    assert allows("User-agent: *\nDisallow: /", "/robots.txt")
    assert not allows("User-agent: *\nDisallow: /", "/a/robots.txt")
