"""Which of the dates that a page shows is that of its article, and which is another's."""

from datetime import UTC, datetime

import pytest

from tests.extraction.making import PARAGRAPHS, json_ld, metadata

DAY = datetime(2024, 5, 3, tzinfo=UTC)
LONG = f"<p>{' '.join(PARAGRAPHS)}</p>"


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "Friday 3 May 2024 | 5 min read"),
        ("en", "By Ann Carter, 3rd May, 2024 at 8.15am"),
        ("en", "Posted on May 3, 2024 by Ann Carter"),
        ("en-US", "05/03/2024 8:15 AM"),
        ("en-GB", "03/05/2024 08:15"),
        ("de", "Von Ann Carter · 3. Mai 2024, 08:15 Uhr"),
        ("de", "03.05.2024"),
        ("fr", "Publié le 3 mai 2024 à 08h15"),
        ("es", "3 de mayo de 2024, 08:15 h"),
        ("pt-BR", "Publicado em 03/05/2024 às 08h15"),
        ("it", "3 maggio 2024 - 08:15"),
        ("nl", "Geplaatst op vrijdag 3 mei 2024"),
        ("sv", "Publicerad 3 maj 2024"),
        ("fi", "Julkaistu 3.5.2024 klo 8.15"),
        ("pl", "3 maja 2024, 08:15"),
        ("cs", "3. května 2024 8:15"),
        ("hu", "2024. május 3. 08:15"),
        ("ro", "3 mai 2024, ora 08:15"),
        ("ru", "3 мая 2024, 08:15"),
        ("uk", "3 травня 2024"),
        ("el", "3 Μαΐου 2024"),
        ("ja", "2024年5月3日 08時15分 公開"),
        ("ja", "令和6年5月3日"),
        ("zh", "2024-05-03 08:15 来源:山谷报"),
        ("ko", "입력 2024. 5. 3. 오전 8:15"),
        ("th", "3 พฤษภาคม 2567"),
        ("th", "3 พ.ค. 67 เวลา 08:15 น."),
        ("vi", "Thứ sáu, ngày 3 tháng 5 năm 2024"),
        ("ar", "٣ مايو ٢٠٢٤"),
        ("hi", "3 मई 2024"),
        ("fa", "۱۴ اردیبهشت ۱۴۰۳"),
    ],
)
def test_a_day_near_the_headline_is_read_in_many_languages(language: str, shown: str) -> None:
    found = metadata(above=f"<h1>Oven</h1><p>{shown}</p>", language=language)
    days = (found.published_at, found.published_precision, found.published_source)
    assert days == (DAY, "day", "text")


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "03/05/2024"),
        ("ne", "२०८१ वैशाख २१"),
        ("en", "May 2024"),
        ("hr", "31. veljače 2024."),
        ("en", "The bridge, closed since 3 May 2024, will open again next week"),
        ("ja", "2024年5月3日、町のパン屋が朝五時に店を開け、谷の人々が列を作った"),
        ("ja", "2024年5月3日に開いた町のパン屋。"),
        ("en", "When: 3 May 2024"),
        ("en", "Copyright 3 May 2024 Paper"),
        ("en", "<a href='/a'>Mill sold</a> 3 May 2024 <a href='/b'>Bridge shut</a> 2 May 2024"),
        ("en", '<a href="/mill">Old mill on the river is for sale</a> 3 May 2024'),
        ("en", "<h3><a href='/mill'>Mill sold</a></h3> <time datetime='2024-05-03'></time>"),
        ("en", "</p><aside><p>3 May 2024</p></aside><p>"),
        ("en", "</p><blockquote>3 May 2024</blockquote><p>"),
        ("en", "</p><figure><figcaption>3 May 2024</figcaption></figure><p>"),
        ("en", "</p><ol class='latest-news'><li>3 May 2024 Mill sold</ol><p>"),
    ],
)
def test_an_unclear_day_and_the_days_of_other_things_are_no_publication(
    language: str, shown: str
) -> None:
    assert metadata(above=f"<h1>Oven</h1><p>{shown}</p>", language=language).published_at is None


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "Last updated 4 May 2024 | First published 3 May 2024"),
        (
            "en",
            "<span>Updated</span> <b>4 May 2024</b><br><span>Published</span> <b>3 May 2024</b>",
        ),
        ("en", "3 May 2024 (updated 4 May 2024)"),
        ("en", "<time class='entry-updated' datetime='2024-05-04'></time> 3 May 2024"),
        ("de", "Aktualisiert am 04.05.2024, veröffentlicht am 03.05.2024"),
        ("fr", "Mis à jour le 4 mai 2024 · Publié le 3 mai 2024"),
        ("es", "Actualizado: 4 de mayo de 2024. Publicado: 3 de mayo de 2024"),
        ("it", "Aggiornato il 4 maggio 2024, pubblicato il 3 maggio 2024"),
        ("pl", "Aktualizacja: 4 maja 2024 / Opublikowano: 3 maja 2024"),
        ("ru", "Обновлено 4 мая 2024, опубликовано 3 мая 2024"),
        ("ja", "2024年5月4日 更新 2024年5月3日 公開"),
        ("ja", "最終更新日:2024年5月4日 公開日:2024年5月3日"),
        ("ko", "수정 2024.05.04 입력 2024.05.03"),
    ],
)
def test_words_beside_the_dates_tell_an_update_from_the_publication(
    language: str, shown: str
) -> None:
    found = metadata(above=f"<h1>Oven</h1><p>{shown}</p>", language=language)
    assert (found.published_at, found.modified_at) == (DAY, DAY.replace(day=4))


def test_an_update_alone_is_no_publication() -> None:
    found = metadata(above="<h1>Oven</h1><p>Updated <time datetime='2024-05-04'>4 May</time></p>")
    assert found.published_at is None
    assert found.modified_at == DAY.replace(day=4)


def test_the_date_just_above_the_headline_counts_and_that_of_the_masthead_does_not() -> None:
    kicker = "<p>Valley · 3 May 2024</p><h1>Oven</h1>"
    masthead = "</article><div>Saturday 15 June 2024</div><article>"
    assert metadata(above=masthead + kicker).published_at == DAY
    assert metadata(above=f"{masthead}<h1>Oven</h1>").published_at is None


def test_other_dates_of_the_page_show_whether_it_puts_the_month_first() -> None:
    def read(other: str) -> datetime | None:
        text = f"<p>{PARAGRAPHS[0]} The old oven was bought on {other} in the next town.</p>"
        return metadata(above="<h1>Oven</h1><p>03/05/2024</p>", body=text).published_at

    assert read("25/12/2023") == DAY
    assert read("12/25/2023") == datetime(2024, 3, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "host", "month"),
    [
        ("en-US", "paper.example", 3),
        ("en", "paper.gov", 3),
        ("en", "paper.co.uk", 5),
        ("en-AU", "paper.example", 5),
        ("", "paper.com.br", 5),
        ("en", "paper.example", None),
        ("en-US", "paper.co.uk", None),
        ("zh", "paper.example", None),
    ],
)
def test_a_day_in_digits_is_read_as_people_of_the_place_write_it(
    language: str, host: str, month: int | None
) -> None:
    above, url = "<h1>Oven</h1><p>03/05/2024</p>", f"https://{host}/oven"
    found = metadata(above=above, language=language, url=url).published_at
    assert (found and found.month) == month


def test_under_the_text_a_date_counts_that_is_called_that_of_publication() -> None:
    def foot(words: str) -> datetime | None:
        return metadata(
            above="<h1>Oven</h1>" + 3 * LONG, body=f"<p>{words} 3 May 2024</p>"
        ).published_at

    assert foot("Published on") == DAY
    assert foot("Concert:") is None


def test_of_microdata_and_meta_tags_those_of_a_teaser_are_left_out() -> None:
    teaser = """<div><h3><a href="/mill">Old mill sold</a></h3>
        <meta itemprop="datePublished" content="2024-04-01">
        <span itemprop="datePublished" content="2024-04-01"></span></div>"""
    own = '<h1>Oven</h1><span itemprop="datePublished" content="2024-05-03"></span>'
    assert metadata(above=teaser + own).published_at == DAY
    assert metadata(json_ld(headline="Oven"), above=f"{teaser}<h1>Oven</h1>").published_at is None
