import pytest

from newsbot.discovery.sections.article_urls import SURE, points_of_url
from newsbot.discovery.sections.excluded_urls import is_excluded


def looks_like_article(url: str) -> bool:
    """Whether a link is one to a story by the form of the URL alone."""
    return not is_excluded(url) and points_of_url(url) >= SURE


@pytest.mark.parametrize(
    "path",
    [
        "/politics/council-votes-to-close-bridge",
        "/council_votes_to_close_bridge.html",
        "/2024/05/01/bridge",
        "/2026/5/4/mill",
        "/?p=1234",
        "/node/4321",
        "/story/abc",
        "/artikel/das-ist-ein-titel-123.html",
        "/world/2024/may/08/bridge",
        "/world/bridge-20240501.html",
        "/world/europe-68123456",
        "/en/bridge/a-68123456",
        "/news/articles/c98xye2d0g4o",
        "/article.php?id=123456",
        "/article.aspx?guid=3F2504E0-4F89-11D3-9A0C-0305E82C3301",
        "/local/bridge/article_3f2504e0-4f89-11d3-9a0c-0305e82c3301.html",
        "/autores/ana-ruiz/el-puente-y-nosotros_4021820/",
        "/weather/2026/05/04/frost",
        "/story/opinion/columnists/2026/05/04/river/71234541007/",
        "/हार्बर-में-तूफान-आया",
        "/%D1%80%D0%B0%D0%B4%D0%B0-%D0%B7%D0%B0%D0%BA%D1%80%D0%B8%D0%B2%D0%B0%D1%94-%D1%81%D1%82%D0%B0%D1%80%D0%B8%D0%B9-%D0%BC%D1%96%D1%81%D1%82",
    ],
)
def test_a_headline_a_date_or_a_long_number_says_article(path):
    assert looks_like_article(f"https://gazette.example.com{path}")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/world/",
        "/about-us",
        "/2024/",
        "/world/page/2",
        "/tag/council-votes-to-close-bridge",
        "/author/anna-maria-von-berg",
        "/category/2024/05/01/",
        "/images/council-votes-to-close-bridge.jpg",
        "/en/topics/s-1234",
        "/2026/05/04/",
        "/2026-05-04",
        "/?m=202605",
        "/?paged=2",
        "/?p=2",
        "/?page_id=1234567",
        "/thema/wahlen-im-fruehjahr-2026/",
        "/autor/lucia-serrano-del-campo/",
        "/legal/how-we-handle-your-data",
        "/aviso-legal/condiciones-de-uso-del-diario",
        "/foto-galeri/kis-manzaralari-33120",
        "/news/video_and_audio",
        "/local/parade/collection_3f2504e0-4f89-11d3-9a0c-0305e82c3301.html",
        "/calendar/fair/event_3f2504e0-4f89-11d3-9a0c-0305e82c3301.html",
        "/comments.php?art=30512",
        "/author.php?id=30512",
        "/autor/ana-ruiz/2",
        "/Gallery.aspx?id=88123",
        "/index.php?option=com_content&view=category&id=12345",
        "/news/date_29112026/",
        "/el-tiempo/ribalta/20512",
        "/login/wall/?return=https://gazette.example.com/story/bridge-closes-for-six-weeks",
        "/annonsorinnhold/slik-sparer-du-mye-stroem",
        "/search?q=council-votes-to-close-bridge",
    ],
)
def test_lists_people_services_and_media_are_no_articles(path):
    assert not looks_like_article(f"https://gazette.example.com{path}")
