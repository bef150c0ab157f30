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
        ("Ann Carter MD", ("Ann Carter",)),
        ("By Ann Carter Published September 9, 2026", ("Ann Carter",)),
        ("Ann Carter 9 September 2026", ("Ann Carter",)),
        ("By Ann Carter with additional reporting by Bo Lind", ("Ann Carter", "Bo Lind")),
        ("Interview: Ann Carter", ("Ann Carter",)),
        ("Ein Kommentar von Ann Carter", ("Ann Carter",)),
        ("A cura di Ann Carter", ("Ann Carter",)),
        ("بقلم: ليلى حداد", ("ليلى حداد",)),
        ("โดย สมชาย ใจดี", ("สมชาย ใจดี",)),
        ("记者 王小明 报道", ("王小明",)),
        ("記者林小美/港口報導", ("林小美",)),
        ("港町支局 山田太郎記者", ("山田太郎",)),
        ("[항구신문 홍길동 기자]", ("홍길동",)),
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
        ("Ann Carter, Harbour Pilot & Garden Educator", ("Ann Carter",)),
        ("Ann Carter, Head of News and Harbour Life", ("Ann Carter",)),
        ("Ann Carter, Bo Lind and Political Editor Mia Reed", ("Ann Carter", "Bo Lind")),
        ("Ann Carter, Bo Lind and Reuters reporters", ("Ann Carter", "Bo Lind")),
        ("Ann Carter \u2013 New Quay", ("Ann Carter",)),
        ("Vell \u2013 Ann Carter", ("Ann Carter",)),
        ("New York - Ann Carter", ("Ann Carter",)),
        ("Ann Carter - Harbour Vell", ("Ann Carter",)),
        ("By Ann Carter. Reviewed by Bo Lind", ("Ann Carter",)),
        ("Von Ann Carter, fachlich geprüft von Bo Lind", ("Ann Carter",)),
        ("Por Ana Ruiz; revisado por Luis Paz", ("Ana Ruiz",)),
        ("Ann Carter and Bo Lind, Harbour Times", ("Ann Carter", "Bo Lind")),
        ("Ann Carter, Talzeitung", ("Ann Carter",)),
        ("Anna Lis Dziennikarka", ("Anna Lis",)),
        ("By Any Smith", ("Any Smith",)),
        ("By Then Tan", ("Then Tan",)),
        ("Por Si Chen", ("Si Chen",)),
        ("Por Lo Wei", ("Lo Wei",)),
        ("Ann Links", ("Ann Links",)),
        ("By Ann Engineer", ("Ann Engineer",)),
        ("Ann Lawyer", ("Ann Lawyer",)),
        ("Ann Carter, Harbour Engineer", ("Ann Carter",)),
        ("Ann Carter Engineer", ("Ann Carter",)),
        ("Maria (Mia) Lind", ("Maria (Mia) Lind",)),
        ("By Maria (Mia) Lind", ("Maria (Mia) Lind",)),
        ("By (Mia) Lind", ("Lind",)),
        ("Ann (Editor) Carter", ("Ann Carter",)),
        ("Ann (Reuters) Carter", ("Ann Carter",)),
        ("Reuters (London) Bureau", ()),
        ("Ann (she) Carter", ("Ann Carter",)),
        ("Autor/in: Ann Carter", ("Ann Carter",)),
        ("By:A. Carter", ("A. Carter",)),
        ("By:A Carter", ("A Carter",)),
        ("Author:S. Carter", ("S. Carter",)),
        ("Autor:A. García", ("A. García",)),
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
        ("Daily News - Ann Carter", "Ann Carter", "Daily News"),
        ("BBC News \u2013 Ann Carter", "Ann Carter", "BBC News"),
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
        "The Author", "Author Name", "Your Name", "AP Auto Writer", "",
        "Source: Harbour Club", "Quelle: Hafenamt Vell",
        "新华通信", "Photos by Bo Lind", "来源\uff1a王小明", "Millbrook in May",
        "By any means", "By Then", "Por lo visto", "Por Lo Que Se Sabe", "Links", "Quick Links",
        "Software Engineer", "Senior Lawyer",
        "Our Editors", "Redaktionen", "Social Links", "View Full Profile", "Por Fin Llega",
        "Von Anfang An", "Über Hafen Brot", "Acerca de Pan Puerto", "Press Contact: Ann Carter",
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
        meta(citation_author="Carter, Ann"),
        meta(vr__author="Ann Carter"),
        json_ld(creator={"@type": "http://schema.org/Person", "name": "Ann Carter"}),
        meta(
            twitter__label1="Reading time", twitter__data1="2 minutes",
            twitter__label2="Verfasst von", twitter__data2="Ann Carter",
        ),
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
    "shown",
    [
        '<p>Reported by <a rel="author">Ann Carter</a>, <a rel="author">Bo Lind</a></p>',
        '<ul class="authors"><li>Ann Carter</li><li>Bo Lind</li></ul>',
        (
            '<b itemprop="author"><i itemprop="givenName">Ann</i>'
            '<i itemprop="familyName">Carter</i></b>'
            '<b itemprop="author"><meta itemprop="name" content="Bo Lind"></b>'
        ),
        '<a href="/profil/ann">Ann Carter</a> <a href="/autoren/bo">Bo Lind</a>',
        '<p><img class="avatar"><b>Ann Carter</b></p><p><img alt="Bo Lind"><b>Bo Lind</b></p>',
        '<span class="dateAndAuthor"><i>9 September 2026</i> <i>Ann Carter and Bo Lind</i></span>',
        "<p>Stand: 9.9.2026, 10:15 Uhr | Von: Ann Carter und Bo Lind</p>",
        "<p>Di Ann Carter e Bo Lind</p>",
        "<dl><dt>Author</dt><dd>Ann Carter and Bo Lind</dd></dl>",
        '<p data-qa="author-name">Ann Carter, Bo Lind</p>',
        '<p class="auteur-nom">Ann Carter et Bo Lind</p>',
    ],
)  # fmt: skip
def test_all_names_of_a_byline_or_card_are_read(shown: str) -> None:
    assert metadata(above=f"<h1>Oven arrives</h1>{shown}").authors == ("Ann Carter", "Bo Lind")


@pytest.mark.parametrize(
    ("shown", "name"),
    [
        (
            '<b class="author vcard"><a href="/author/amanda-9" rel="author">Amanda</a></b>',
            "Amanda",
        ),
        ('<a class="author" href="/author/ann">Posts</a>', None),
        ("<p><b>Ann Carter</b></p><p>Senior Editor</p>", "Ann Carter"),
        ("<p><b>Port Vell</b></p><p>9 September 2026</p>", None),
        ('<p><a href="/harbour-life">Harbour Life</a></p><p>9 September 2026</p>', None),
        ('<div><img alt="Baking Stones"><h2>Baking Stones</h2></div>', None),
    ],
)
def test_a_name_without_by_needs_a_portrait_a_role_or_its_authors_page(
    shown: str, name: str | None
) -> None:
    assert metadata(above=f"<h1>Oven arrives</h1>{shown}").authors == ((name,) if name else ())


@pytest.mark.parametrize(
    "elsewhere",
    [
        '<div><h3><a href="/quay">Quay closed</a></h3><i class="author">Cy Reed</i></div>',
        '<li><a href="/q">Quay closed for a week again <i class="author">Cy Reed</i></a></li>',
        '<blockquote>Bread <cite class="author">Cy Reed</cite></blockquote>',
        '<figure><i class="author">Cy Reed</i></figure>',
        '<p class="book-author">by Cy Reed</p>',
        '<div class="wp-caption"><img alt="Cy Reed"><p>Cy Reed</p></div>',
        '<div><img alt="Cy Reed bakes at five"><p>Cy Reed</p></div>',
        '<div class="most-read"><a href="/author/cy-reed">Cy Reed</a></div>',
        '<p class="author">Share This</p><p class="author">Leave A Comment</p>',
        '<div class="post hentry author-cy"><h2>Oven Opens Again</h2></div>',
        '<aside><p class="author">Cy Reed</p></aside>',
        '<div class="comments"><b class="comment-author">Cy Reed</b></div>',
        '<div class="related-teaser"><i class="byline">By Cy Reed</i></div>',
        '<p class="authorized">Cy Reed</p>',
    ],
)
def test_bylines_of_comments_and_teasers_are_not_the_articles(elsewhere: str) -> None:
    assert metadata(above=f"<h1>Oven arrives</h1>{elsewhere}").authors == ()


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        (
            f"{'<p>Bread is late.</p>' * 3}<p style='text-align: right'>Lê Phương</p>",
            ("Lê Phương",),
        ),
        (f"<p style='text-align: right'>Lê Phương</p>{'<p>Bread is late.</p>' * 3}", ()),
    ],
)
def test_a_name_at_the_right_under_the_text_is_the_authors(
    text: str, authors: tuple[str, ...]
) -> None:
    assert metadata(body=text).authors == authors


def test_an_agency_named_as_the_source_is_credited() -> None:
    assert read_bylines(["Source: Reuters"]).groups == ("Reuters",)


def test_a_byline_above_the_headline_counts() -> None:
    above = "<p>By Ann Carter</p><h1>Oven arrives</h1>"
    assert metadata(above=above).authors == ("Ann Carter",)
