"""Who wrote an article: persons, and apart from them the organisations in its byline."""

import pytest

from newsbot.extraction.metadata.people.authors import read_bylines
from tests.extraction.making import json_ld, meta, metadata


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ({"@type": "Person", "name": "Ann Carter"}, ("Ann Carter",)),
        ([{"name": ["Ann Carter", "Bo Lind"]}, None, 7], ("Ann Carter", "Bo Lind")),
        ("By Ann Carter and Bo Lind", ("Ann Carter", "Bo Lind")),
        (["Ann Carter", "ann carter", "https://paper.example/ann"], ("Ann Carter",)),
        ({"@type": "Organization", "name": "Talpresse"}, ()),
    ],
)
def test_authors_are_persons_however_they_are_written(author: object, names: object) -> None:
    assert metadata(json_ld(author=author)).authors == names


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Von Ann Carter, Millbrook", ("Ann Carter",)),
        ("Ann Carter, MD, PhD", ("Ann Carter",)),
        ("Ann Carter | Political correspondent", ("Ann Carter",)),
        ("Ann Carter Contributing Writer", ("Ann Carter",)),
        ("Ann Carter og Bo Lind", ("Ann Carter", "Bo Lind")),
        ("Ana Ruiz y Luis Paz", ("Ana Ruiz", "Luis Paz")),
        ("José Ortega y Gasset", ("José Ortega y Gasset",)),
        ("Ursula von der Aue", ("Ursula von der Aue",)),
        ("Di Stefano", ("Di Stefano",)),
        ("Ann Carter (ann@paper.example)", ("Ann Carter",)),
        ("Amanda", ("Amanda",)),
        ("王小明、李四", ("王小明", "李四")),
        ("Wednesday September 9, 2026 10:15 am CEST by Ann Carter", ("Ann Carter",)),
        ("9.9.2026, 10:15 Uhr von Ann Carter", ("Ann Carter",)),
        ("9. September 2026 \u2013 Ursula von der Aue", ("Ursula von der Aue",)),
        ("Port Vell | By Ann Carter", ("Ann Carter",)),
        ("Ann Carter in Paris and Bo Lind in Rome", ("Ann Carter", "Bo Lind")),
        ("Ann Carter For Millbrook Times Islands", ("Ann Carter",)),
        ("Ann Carter, additional reporting by Bo Lind", ("Ann Carter", "Bo Lind")),
        ("By Ann Carter, photos by Bo Lind", ("Ann Carter",)),
        ("Words: Ann Carter Pictures: Bo Lind", ("Ann Carter",)),
        ("Text von Ann Carter, Fotos von Bo Lind", ("Ann Carter",)),
        ("文・岸本れな 写真・森田そう", ("岸本れな",)),
        ("取材・文 山田太郎", ("山田太郎",)),
        ("作者\uff1a王小明 编辑\uff1a李四", ("王小明",)),
        ("本报记者 王小明 李四 通讯员赵六", ("王小明", "李四", "赵六")),
        ("山田太郎記者", ("山田太郎",)),
        ("홍길동 기자", ("홍길동",)),
    ],
)
def test_names_come_without_roles_places_and_degrees(byline: str, names: tuple[str, ...]) -> None:
    assert read_bylines([byline], site_names={"millbrooktimes"}).persons == names


@pytest.mark.parametrize(
    ("byline", "person", "agency"),
    [
        ("By Ann Carter and Reuters", "Ann Carter", "Reuters"),
        ("Von Ann Carter und dpa", "Ann Carter", "dpa"),
        ("Par Ann Carter avec AFP", "Ann Carter", "AFP"),
        ("By Ann Carter and Bloomberg News", "Ann Carter", "Bloomberg News"),
        ("Ana Ruiz con EFE", "Ana Ruiz", "EFE"),
    ],
)
def test_a_person_and_an_agency_are_told_apart(byline: str, person: str, agency: str) -> None:
    found = read_bylines([byline])
    assert (found.persons, found.groups) == ((person,), (agency,))


@pytest.mark.parametrize(
    "byline",
    [
        "AP", "The Associated Press", "dpa", "Talpresse staff", "Staff reporter", "Newsroom",
        "Redaktion", "IN-Redaktion", "Editorial Board", "admin", "Millbrook Times",
        "Team Talpresse", "2 hours ago", "ann@paper.example", "@anncarter",
        "Political correspondent", "ann.carter", "https://paper.example/ann",
        "The Author", "", "新华通信", "Photos by Bo Lind", "来源\uff1a王小明", "Millbrook in May",
    ],
)  # fmt: skip
def test_what_is_no_person_is_no_author(byline: str) -> None:
    assert read_bylines([byline], site_names={"millbrooktimes"}).persons == ()


def test_organisations_in_a_byline_are_kept_as_credits() -> None:
    found = metadata(json_ld(author=["Ann Carter", "Reuters"]))
    assert (found.authors, found.credits) == (("Ann Carter",), ("Reuters",))
    agency = metadata(json_ld(author={"@type": "Organization", "name": "Talpresse"}))
    assert (agency.authors, agency.credits) == ((), ("Talpresse",))


def test_an_agency_after_a_name_is_cut_off() -> None:
    found = read_bylines(["Ann Carter The Associated Press"])
    assert (found.persons, found.groups) == (("Ann Carter",), ("The Associated Press",))


def test_authors_may_be_referred_to() -> None:
    graph = [
        {"@type": "Article", "author": {"@id": "#ann"}},
        {"@type": "Person", "@id": "#ann", "name": "Ann Carter"},
    ]
    assert metadata(json_ld(**{"@type": "WebPage", "@graph": graph})).authors == ("Ann Carter",)


@pytest.mark.parametrize(
    "head",
    [
        meta(author="Ann Carter"),
        meta(article__author="https://paper.example/ann", byl="By Ann Carter"),
        json_ld(author="Talpresse staff") + meta(author="Ann Carter"),
        meta(
            twitter__label1="Written by", twitter__data1="Ann Carter",
            twitter__label2="Est. reading time", twitter__data2="2 minutes",
        ),
    ],
)  # fmt: skip
def test_the_first_place_that_names_a_person_counts(head: str) -> None:
    assert metadata(head).authors == ("Ann Carter",)


@pytest.mark.parametrize(
    "shown",
    [
        '<p class="byline">By <a>Ann Carter</a> and <a>Bo Lind</a>, Millbrook</p>',
        '<div class="ArticleAuthor"><span>Ann Carter</span><span>Bo Lind</span></div>',
        '<p>Words: <a rel="author">Ann Carter</a></p>, <a rel="author">Bo Lind</a>',
        "<div><div>By</div> <b>Ann Carter</b> and <b>Bo Lind</b></div>",
    ],
)
def test_the_byline_that_readers_see_counts_where_nothing_states_one(shown: str) -> None:
    assert metadata(above=f"<h1>Oven arrives</h1>{shown}").authors[:1] == ("Ann Carter",)


@pytest.mark.parametrize(
    "elsewhere",
    [
        '<aside><p class="author">Cy Reed</p></aside>',
        '<div class="comments"><b class="comment-author">Cy Reed</b></div>',
        '<div class="related-teaser"><i class="byline">By Cy Reed</i></div>',
        '<p class="authorized">Cy Reed</p>',
    ],
)
def test_bylines_of_comments_and_teasers_are_not_the_articles(elsewhere: str) -> None:
    assert metadata(above=f"<h1>Oven arrives</h1>{elsewhere}").authors == ()
