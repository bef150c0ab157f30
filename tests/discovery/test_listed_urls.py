import pytest

from newsbot.discovery.listed_urls import mended_url

SOURCE = "https://www.gazette.example:8443/rss/world.xml"
A = "https://gazette.example/a"
OWN = "https://gazette.example:8443"


@pytest.mark.parametrize(
    ("stated", "mended"),
    [
        (f" \ufeff{A}\u200b\n", A),
        (f"<![CDATA[{A}]]>", A),
        (f"http://{A}", A),
        (f"feed:{A}", A),
        (f"{OWN}{OWN}/a", f"{OWN}/a"),
        (f"{OWN}/{OWN}/a", f"{OWN}/a"),
        ("feed://gazette.example/a", "//gazette.example/a"),
        ("www.gazette.example:8443/a", "https://www.gazette.example:8443/a"),
        ("http:/gazette.example:8443/a", "http://gazette.example:8443/a"),
        ("https:/gazette.example:8443/a", "https://gazette.example:8443/a"),
        ("www.courier.example?p=1", "http://www.courier.example?p=1"),
    ],
)
def test_a_host_without_a_correct_scheme_gets_one(stated, mended):
    assert mended_url(stated, SOURCE) == mended


@pytest.mark.parametrize(
    "url",
    [
        "", A, "/a", "http://www.gazette.example:8443/a",
        "a.html", "../a", "?p=1", "#top", "//gazette.example/a", "mailto:a@b.example",
        "courier.example/a", "https:/courier.example/a", "/gazette.example/a",
        "https://archive.example/https://gazette.example/a",
        f"{OWN}/{A}", "http://[gazette]/", "www.html",
    ],
)  # fmt: skip
def test_other_urls_stay_as_they_are(url):
    assert mended_url(url, SOURCE) == url
