"""Which language an article is in, by what its page states and by its text."""

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
    ],
)
def test_a_long_clear_text_outweighs_what_the_page_states(
    stated: str | None, text: str, language: str | None
) -> None:
    assert choose_language(stated, text) == language
