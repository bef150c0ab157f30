"""Which language an article is in, by what its page states and by its text."""

# ruff: noqa: RUF001 - some texts are Ukrainian and Chinese

import pytest

from newsbot.extraction.metadata.languages import choose_language

ENGLISH = (
    "The bakery on the market square will open at five in the morning from May on. Its owner has "
    "bought a second oven and taken on two apprentices from the valley. Bread from the day before "
    "is sold for half the price until everything is gone."
)
GERMAN = (
    "Die Bäckerei am Marktplatz öffnet ab Mai schon um fünf Uhr morgens. Ihr Besitzer hat einen "
    "zweiten Ofen gekauft und zwei Lehrlinge aus dem Tal eingestellt. Brot vom Vortag wird zum "
    "halben Preis verkauft, bis nichts mehr davon übrig ist."
)
DANISH = (
    "Bageriet på torvet åbner fra maj allerede klokken fem om morgenen. Ejeren har købt en ovn "
    "mere og ansat to lærlinge fra dalen. Brød fra dagen før bliver solgt til halv pris, indtil "
    "der ikke er mere tilbage af det."
)
INDONESIAN = (
    "Toko roti di alun-alun pasar akan dibuka pukul lima pagi mulai bulan Mei. Pemiliknya membeli "
    "tungku kedua dan menerima dua murid dari lembah. Roti dari hari sebelumnya dijual setengah "
    "harga sampai habis, kata istrinya kepada wartawan di pasar."
)
SWAHILI = (
    "Duka la mikate kwenye uwanja wa soko litafunguliwa saa kumi na moja alfajiri kuanzia Mei. "
    "Mwenye duka amenunua tanuri la pili."
)
UKRAINIAN = "Пекарня на ринковій площі з травня відкриватиметься о п’ятій ранку, бо має другу піч."
CROATIAN = (
    "Pekara na tržnici od svibnja se otvara u pet sati ujutro. Vlasnik je kupio drugu peć i primio "
    "dva naučnika iz doline. Kruh od dan prije prodaje se u pola cijene dok ga ne nestane."
)


@pytest.mark.parametrize(
    ("stated", "text", "language"),
    [
        ("en", ENGLISH, "en"),
        (None, GERMAN, "de"),
        ("en", GERMAN, "de"),
        ("en", GERMAN[:100], "en"),
        (None, GERMAN[:100], None),
        ("de", "1 2 3 : 4 5 6 | " * 40, "de"),
        ("no", DANISH, "no"),
        ("hr", CROATIAN, "hr"),
        ("en", SWAHILI, "sw"),
        ("en", UKRAINIAN, "uk"),
        ("ru", UKRAINIAN, "ru"),
        (
            "en",
            "山谷裡的麵包店從五月起清晨五點開門，店主買了第二座爐子，收了兩個學徒。賣剩的麵包第二天半價。",
            "zh",
        ),
        ("en", ENGLISH[:130], "en"),
    ],
)
def test_a_long_clear_text_outweighs_what_the_page_states(
    stated: str | None, text: str, language: str | None
) -> None:
    assert choose_language(stated, text) == language


@pytest.mark.parametrize(
    ("text", "domain", "language"),
    [(INDONESIAN, "id", "id"), (INDONESIAN, "com.my", "ms"), (CROATIAN, "hr", "hr")],
)
def test_a_country_decides_between_languages_that_are_alike(
    text: str, domain: str, language: str
) -> None:
    url = f"https://paper.{domain}/news/1"
    assert choose_language("en", text, url) == language
    assert choose_language(None, text, url) == language
    assert choose_language("en", GERMAN, url) == "de"
