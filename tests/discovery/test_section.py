import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.discovery.section import parse_section
from newsbot.errors import SourceError

URL = "https://www.gazette.example.com/world/"


def page(*targets: str, head: str = "") -> bytes:
    anchors = "".join(f'<p><a href="{target}">read</a></p>' for target in targets)
    return f"<html><head>{head}</head><body>{anchors}</body></html>".encode()


def paths(body: bytes, url: str = URL) -> list[str]:
    return [link.url.split("/", 3)[3] for link in parse_section(body, url).links]


def test_links_come_in_document_order_each_once_without_fragments():
    body = page("/2024/05/02/b", "/2024/05/01/a#comments", "/2024/05/02/b", "/2024/05/01/a")
    assert paths(body) == ["2024/05/02/b", "2024/05/01/a"]


def test_subdomains_belong_to_the_site_and_other_domains_do_not():
    body = page("https://live.example.com/2024/05/01/a", "https://example.org/2024/05/01/b")
    assert paths(body) == ["2024/05/01/a"]


def test_a_link_is_of_the_site_whose_host_would_be_asked():
    body = page(
        r"https://evil.example.org\@www.gazette.example.com/2024/05/01/a",
        r"\\evil.example.org\2024\05\01\b",
        "https://GAZETTE.example.com.:443/2024/05/01/c",
        "https://gazette.ｅｘａｍｐｌｅ。com/2024/05/01/d",  # noqa: RUF001
    )
    assert paths(body) == ["2024/05/01/c", "2024/05/01/d"]


def test_links_that_are_too_long_are_listed_too():
    assert [len(path) for path in paths(page(f"/2024/05/01/{'a' * 5000}"))] == [5011]


def test_a_host_without_a_domain_is_a_site_with_its_port():
    body = page(
        "/2024/05/01/a", "http://127.0.0.1:9/2024/05/01/b", "http://127.0.0.2:8/2024/05/01/c"
    )
    assert paths(body, "http://127.0.0.1:8/") == ["2024/05/01/a"]


def test_the_pages_base_counts():
    body = page("a-68123456", head='<base href="/en/">')
    assert paths(body) == ["en/a-68123456"]


def test_what_is_no_web_url_is_left_out():
    assert (
        paths(page("mailto:a-b-c-d@example.com", "javascript:void(20240501)", "http://[x/12345"))
        == []
    )


def test_an_empty_body_is_an_error():
    with pytest.raises(SourceError, match="not a page"):
        parse_section(b"", URL)


@given(st.binary(max_size=200), st.sampled_from([b"", b"<a href='", b"\xff\xfe<a href=//"]))
def test_no_bytes_raise_anything_else(body, start):
    try:
        parse_section(start + body, URL)
    except SourceError:
        return
