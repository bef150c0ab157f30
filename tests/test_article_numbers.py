"""The article numbers found in URLs, and the numbers in URLs that are no article numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.article_numbers import article_number

UUID = "3f2b1c4d-5e6f-4a8b-9c0d-1e2f3a4b5c6d"


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("/news/storm-closes-harbour-12345678", "12345678"),
        ("/news/storm-closes-harbour-12345678.html", "12345678"),
        ("/2026/05/11/12345678-storm-closes-harbour.html", "12345678"),
        ("/2026/05/11/storm-closes-harbour/12345678/", "12345678"),
        ("/en/storm-closes-harbour/a-12345678", "12345678"),
        ("/storm-closes-harbour/art_1234567.html", "1234567"),
        ("/news/article155071234.html", "155071234"),
        ("/storm_1234567_3210.html", "1234567"),
        ("/harbour/storm-1.2976543", "2976543"),
        ("/0,1518,765432,00.html", "765432"),
        ("/harbour/1462270405_723456.html", "723456"),
        ("/view/AEN20260511001234", "20260511001234"),
        ("/articleshow/52093456.cms", "52093456"),
        ("/news/article-3571234/Storm-closes-harbour.html", "3571234"),
        ("/id/15456789/storm-closes-harbour", "15456789"),
        ("/storm-closes-harbour-12345678/amp", "12345678"),
        ("/storm-closes-harbour-12345678/index.html", "12345678"),
        ("/story?id=42190675", "42190675"),
        ("/read.php?page=1&article_id=4219067&section=123456", "4219067"),
        ("/12345678-mayor-on-photos.html", "12345678"),
        ("/storm-closes-harbour-12345678/1", "12345678"),
        ("/a-1234567-7654321", "7654321"),
        ("/article/3f2b1c4d5e6f7a8b", "3f2b1c4d5e6f7a8b"),
        (f"/harbour/storm-{UUID}.html", UUID),
        (f"/harbour/article_{UUID}.html", UUID),
        ("/%E6%B8%AF-12345678", "12345678"),
    ],
)
def test_the_publishers_number_is_read_off_the_url(path: str, number: str) -> None:
    assert article_number(f"https://gazette.example{path}") == number


@pytest.mark.parametrize(
    "path",
    [
        "", "/", "/news/storm-closes-harbour", "/2026/05/11/storm-closes-harbour",
        "/20260511/storm-closes-harbour", "/news/storm-20260511.html", "/news/11052026",
        "/news/2026051106", "/news/202605110630", "/news/260511", "/202605/storm-closes-harbour",
        "/news/storm-12345", "/news/123456789012345678901", "/storm-displaces-152340-people",
        "/150000-leave-their-homes", "/all-the-zeros-000000", "/sport-123456/storm-closes-harbour",
        "/topics/1234567/storm-closes-harbour", "/topics/1234567", "/storm?page=1234567",
        "/storm?utm_id=12345678&cid=12345678", "/storm#12345678", "/decade-beefdecadedecade",
        "/storm;jsessionid=0A1B2C3D4E5F60718293A4B5C6D7E8F9", "/20260511ARTFIG123456X",
    ],
)  # fmt: skip
def test_dates_quantities_and_lists_are_no_article_numbers(path: str) -> None:
    assert article_number(f"https://gazette.example{path}") is None


@pytest.mark.parametrize(
    "path",
    [
        "/storm-12345678-2.html", "/storm-12345678_12.html", "/storm-12345678-page-2",
        "/storm-12345678/2", "/storm-12345678/2/amp", "/12345678/page/3", "/12345678/page-3.html",
        "/storm-12345678/index-2.html", "/storm-12345678?page=2", "/read?id=12345678&p=12",
        "/12345678/comments", "/12345678/comments/87654321", "/storm-12345678-comments.html",
        "/12345678/photos/4", "/gallery.php?id=12345678", f"/article_{UUID}-2.html",
    ],
)  # fmt: skip
def test_further_pages_comments_and_pictures_have_no_article_number(path: str) -> None:
    assert article_number(f"https://gazette.example{path}") is None


@given(
    number=st.integers(10_000_000, 10**20 - 1),
    slug=st.from_regex(r"[a-z]{2,8}(-[a-z]{2,8})*", fullmatch=True),
)
def test_the_number_stays_when_the_slug_changes(number: int, slug: str) -> None:
    before = article_number(f"https://gazette.example/news/storm-{number}")
    assert article_number(f"https://gazette.example/harbour/{slug}-{number}.html") == before
