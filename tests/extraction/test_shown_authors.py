"""Where a page shows who wrote its article, and which of several statements counts."""

import pytest
from lxml.html import HtmlElement, fromstring

from newsbot.extraction.metadata.people import below as below_text
from newsbot.extraction.metadata.people import bylines
from newsbot.extraction.metadata.people.below import MOST_LABELS, MOST_NAMES, bylines_below
from newsbot.extraction.metadata.people.bylines import linked_name
from newsbot.extraction.metadata.people.texts import texts_after
from tests.extraction.making import json_ld, meta, metadata

HEADLINE = "<h1>Oven arrives</h1>"
TEXT = (
    "<p>The bakery on the market square will open at five in the morning from May on, and bread"
    " from the day before will be sold for half the price until everything is gone, says the owner"
    " of the shop at the corner, who has bought a second oven and taken on two apprentices.</p>"
)


@pytest.mark.parametrize(
    "below",
    [
        "<p>Reporting, as every week, from the quay.</p><p>Article by Ann Carter and Bo Lind</p>",
        '<div>Verfasst von <a href="/u/7">Ann Carter</a> und <a href="/u/9">Bo Lind</a></div>',
        "<aside><h3>Author(s)</h3><ul><li>Ann Carter</li><li>Bo Lind</li></ul></aside>",
        '<aside class="sidebar"><p>Escrito por: Ann Carter, Bo Lind</p></aside>',
        "<p><em>Article rédigé par Ann Carter et Bo Lind</em></p>",
        "<ul><li>Datum 9.9.2026</li><li><b>Autor:innen</b> Ann Carter, Bo Lind</li></ul>",
        "<ul><li><b>Autorin/Autor</b> Ann Carter, Bo Lind</li></ul>",
        "<dl><dt>Auteur·rices</dt><dd>Ann Carter et Bo Lind</dd></dl>",
        "<p>Articolo di Ann Carter, Bo Lind</p>",
        "<p>Автор: Ann Carter, Bo Lind</p>",
        "<footer><p>Posted by <a>Ann Carter</a>, <a>Bo Lind</a> on 9 September</p></footer>",
    ],
)
def test_authors_are_named_below_the_text_or_beside_it(below: str) -> None:
    assert metadata(body=TEXT * 3 + below).authors == ("Ann Carter", "Bo Lind")


@pytest.mark.parametrize(
    "below",
    [
        '<p><a href="/w/7">View all posts by Ann Carter</a></p>',
        '<p><a href="/w/7">Alle Artikel von Ann Carter</a></p>',
        '<p><a href="/w/7">Tous les articles de Ann Carter</a></p>',
        "<h3>About the author</h3><p>Ann Carter</p>",
        "<p>This post was written by Ann Carter,\nhead of News and Harbour Life</p>",
        '<footer class="entry-footer"><i class="author">Ann Carter</i></footer>',
    ],
)
def test_notes_about_the_author_name_the_author(below: str) -> None:
    assert metadata(body=f"<div>{TEXT * 3}{below}</div>").authors == ("Ann Carter",)


@pytest.mark.parametrize(
    "below",
    [
        "<p>Written by Cy Reed</p><p>Directed by Di Vale</p>",
        "<h3>Wolf Quay</h3><p>Autor: Cy Reed</p><p>Verlag: Hafen</p>",
        '<div class="comments"><p>Posted by Cy Reed</p></div>',
        '<div><h3><a href="/q">Quay closed</a></h3><p>Written by Cy Reed</p></div>',
        "<p>Author Cy Reed, whose novel begins at the quay, bakes too.</p>",
        "<p>Written by the Harbour Board</p>",
        "<p>Authors</p><p>About Us</p>",
    ],
)
def test_writers_of_films_books_and_comments_are_no_authors(below: str) -> None:
    assert metadata(body=TEXT * 3 + below).authors == ()


@pytest.mark.parametrize(
    "shown",
    [
        "<p>By Ann Carter</p>",
        '<div class="meta">Von <a href="/ann">Ann Carter</a></div>',
        '<i class="author-name">Ann Carter</i>',
    ],
)
def test_the_byline_at_the_headline_counts_more_than_one_other_stated_author(shown: str) -> None:
    head = json_ld(author={"@type": "Person", "name": "Cy Reed"})
    assert metadata(head, above=HEADLINE + shown).authors == ("Ann Carter",)


def test_several_names_after_and_are_read() -> None:
    above = f"{HEADLINE}<p>By <b>Ann Carter</b> and Bo Lind and Cy Reed</p>"
    assert metadata(above=above).authors == ("Ann Carter", "Bo Lind", "Cy Reed")


def test_organisations_that_are_stated_stay_beside_further_authors() -> None:
    above = f"{HEADLINE}<p>By Ann Carter and Bo Lind</p>"
    found = metadata(meta(author="Ann Carter, Reuters"), above=above)
    assert (found.authors, found.credits) == (("Ann Carter", "Bo Lind"), ("Reuters",))


def test_further_authors_at_the_headline_are_read() -> None:
    above = f"{HEADLINE}<p>By <b>Ann Carter</b> and Bo Lind, Reuters</p>"
    found = metadata(meta(author="Ann Carter"), above=above)
    assert (found.authors, found.credits) == (("Ann Carter", "Bo Lind"), ("Reuters",))


@pytest.mark.parametrize(
    ("shown", "note"),
    [
        ("<p>Ann Carter</p>", "<b>Ann Carter</b><p>Ann Carter is a writer at the quay.</p>"),
        ("<i>Ann Carter</i>", "<h4>Ann Carter</h4><p>Redakteurin Lokales</p>"),
        ("", '<img class="author__photo"><h3>Ann Carter</h3><p>Ann Carter is head of News.</p>'),
        ("", '<img class="rounded-full"><p>Ann Carter</p><p>Ann est journaliste à Vell.</p>'),
    ],
)
def test_a_note_tells_that_a_bare_name_or_a_portrait_is_the_authors(shown: str, note: str) -> None:
    above, body = HEADLINE + shown, f"{TEXT * 3}<div>{note}</div>"
    assert metadata(above=above, body=body).authors == ("Ann Carter",)


@pytest.mark.parametrize(
    ("shown", "note"),
    [
        (
            "<p>Harbour Life</p>",
            "<b>Harbour Life</b><p>Harbour Life is our series on the quay.</p>",
        ),
        ("", '<img alt="Cy Reed"><p>Cy Reed</p><p>Cy Reed is the director of the bakery.</p>'),
        ("", '<img class="avatar"><p>Reviewed by</p><p>Cy Reed</p><p>Licensed Baker</p>'),
        (
            "",
            (
                '<div><img class="avatar"><p>Cy Reed</p><p>Cy Reed is an editor.</p></div>'
                '<div><img class="avatar"><p>Di Vale</p><p>Di Vale is an editor.</p></div>'
            ),
        ),
    ],
)
def test_notes_about_others_name_no_author(shown: str, note: str) -> None:
    above, body = HEADLINE + shown, f"{TEXT * 3}<div>{note}</div>"
    assert metadata(above=above, body=body).authors == ()


@pytest.mark.parametrize(
    "shown",
    [
        "<p>By C. Reed</p>",
        "<p>By <b>Cy Reed</b>, <i>Vell</i></p>",
        "<p>By Reuters</p>",
        "<p>Medically reviewed by Ann Carter</p>",
        "<p><b>Medically reviewed</b> by <a>Ann Carter</a> \u2014 Written by <a>Cy Reed</a></p>",
        "<p>Édité par Ann Carter</p>",
        "<p>Por Fin Llega</p>",
        '<p class="author">Social Links</p><p class="author">View All Posts</p>',
        '<div><h3><a href="/q">Quay closed</a></h3><p>By Ann Carter</p></div>',
    ],
)
def test_what_stands_at_the_headline_may_be_no_other_byline(shown: str) -> None:
    assert metadata(meta(author="Cy Reed"), above=HEADLINE + shown).authors == ("Cy Reed",)


@pytest.mark.parametrize(
    "above",
    [
        f'<div>{HEADLINE}<div class="headline__footer"><p>By Ann Carter</p></div></div>',
        f'{HEADLINE}<div class="post-card__meta"><div>By</div><div>Ann Carter</div></div>',
        f'{HEADLINE}<div class="blog__authorname">Ann Carter</div>',
        f'{HEADLINE}<a rel="author"><b>Ann</b> <b>Carter</b></a>',
        f'{HEADLINE}<p rel="author"><a href="/author/7">By <b>Ann Carter</b><i>Harbour</i></a></p>',
        f'{HEADLINE}<div class="author"><style>p{{color:red}}</style><i>Ann Carter</i></div>',
    ],
)
def test_bylines_at_the_headline_are_read_in_any_markup(above: str) -> None:
    assert metadata(above=above).authors == ("Ann Carter",)


@pytest.mark.parametrize(
    ("shown", "authors"),
    [
        ('<p>by <a href="/author/amanda/">Amanda</a> · May 9</p>', ("Amanda",)),
        ('<p>Von <a href="/autor/amanda">Amanda</a></p>', ("Amanda",)),
        ('<p>in <a href="/author/harbour/">Harbour</a></p>', ()),
    ],
)
def test_a_name_of_one_word_is_a_link_after_by(shown: str, authors: tuple[str, ...]) -> None:
    assert metadata(above=HEADLINE + shown).authors == authors


@pytest.mark.parametrize(
    "above",
    [
        "<h1>Por Donde Sale El Pan</h1><h2>Por Donde Sale</h2>",
        f"{HEADLINE}<p><i>Wolf Quay</i> by Cy Reed, 1921.</p>",
    ],
)
def test_parts_of_a_headline_or_a_sentence_are_no_bylines(above: str) -> None:
    assert metadata(above=above).authors == ()


def test_the_text_before_an_authors_link_is_read_only_if_the_link_has_the_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[HtmlElement] = []
    monkeypatch.setattr(bylines, "_follows_by", read.append)
    links = '<a href="/author/7">Harbour</a>' * 50 + '<a href="/author/cy">Cy</a>'
    page = fromstring(f"<body>{HEADLINE}<p>{links}</p></body>")
    assert linked_name(page, page.find("h1")) == []
    assert [link.text for link in read] == ["Cy"]


@pytest.mark.parametrize(("labels", "authors"), [(-1, ("Ann Carter",)), (0, ())])
def test_of_labels_below_the_text_the_first_ones_are_read(
    labels: int, authors: tuple[str, ...]
) -> None:
    below = "<p>Author: the quay</p>" * (MOST_LABELS + labels)
    assert metadata(body=f"{TEXT * 3}{below}<p>Written by Ann Carter</p>").authors == authors


def test_few_texts_after_a_label_are_read_for_its_names(monkeypatch: pytest.MonkeyPatch) -> None:
    page = fromstring(f"<body>{HEADLINE}<p>{'<b>Author:</b>' * 300}</p></body>")
    headline = page.find("h1")
    read: list[int] = []
    monkeypatch.setattr(below_text, "_listed", lambda _, texts: read.append(len(texts)) or [])
    assert [*bylines_below(headline, texts_after(headline))]
    assert (len(read), max(read)) == (MOST_LABELS, MOST_NAMES + 1)


def test_a_signature_may_stand_in_a_column_called_after_a_sidebar() -> None:
    signed = f"{HEADLINE}{TEXT * 4}<p style='text-align: right'>Lê Phương</p>"
    assert metadata(above="", body=f"<div class='sidebar-1'>{signed}</div>").authors == (
        "Lê Phương",
    )
