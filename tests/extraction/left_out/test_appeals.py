"""Paragraphs in which a page asks something of its readers."""

import pytest

from newsbot.extraction.body.left_out.appeals import is_appeal
from tests.extraction.making import PARAGRAPHS, article
from tests.extraction.page_kinds import LONG
from tests.extraction.segmenting import blocks


def asks(text: str) -> bool:
    return is_appeal(blocks(f"<p>{text}</p>")[0])


@pytest.mark.parametrize(
    "text",
    [
        "Sign up for our newsletter and get the best stories of the valley every morning.",
        "Do you have a story for us? Write to news@valley.example or ring the desk.",
        "Liked this? Become a member and support our reporting.",
        "▶ Folgen Sie uns auf WhatsApp, damit Sie keine Nachricht verpassen.",
        "Abonnez-vous à notre infolettre pour recevoir chaque matin le meilleur.",
        "Suscríbete a nuestro boletín y recibe cada mañana las noticias del valle.",
        "Подписывайтесь на наш Telegram-канал, чтобы быть в курсе главных новостей.",
        "毎朝のニュースレターに登録すると、谷の主な記事がメールで届きます。",
        "ما را در تلگرام دنبال کنید تا هیچ خبری را از دست ندهید.",
        "हमें टेलीग्राम और व्हाट्सएप पर फॉलो करें।",
    ],
)
def test_a_request_to_the_reader_is_an_appeal(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "“Sign up for our newsletter,” the baker called after every customer.",
        "Have a story ready for the children, says the baker, and they will eat the crust.",
        "The bakery has a newsletter, and more than four hundred people subscribe to it.",
        "Follow the river to the mill and turn left at the second bridge.",
        f"Sign up for our newsletter. {LONG}",
        "Donald Dorrit ist Mitglied des Rates und hat den Kanal auf WhatsApp selbst eröffnet.",
        "Volgens de bakker zijn er vierhonderd leden, en elk lid krijgt op zaterdag een brood.",
        "Assinada em maio, a lei obriga cada membro da cooperativa a vender o pão da véspera.",
        "アプリのダウンロード数は百万回を超え、会員の登録も前の年から二割増えた。",
        "وتابع أن الصحافيين حملوا معهم خبزا من اليوم السابق إلى القناة.",
        "Få medlemmar i föreningen köper bröd från dagen före.",
        "Die Bäckerei bittet ihre Kunden auf WhatsApp, das Brot am Vortag zu bestellen.",
    ],
)
def test_what_only_speaks_of_such_things_is_none(text: str) -> None:
    assert not asks(text)


def test_appeals_go_from_blogs_and_guides_too_but_advice_in_a_list_stays() -> None:
    ask = "Sign up for our newsletter and get the best stories of the valley every morning."
    advice = "Subscribe to a newsletter: every club has one, and it costs nothing at all."
    story = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    guide = f"{story}<p>{ask}</p><p>{LONG}</p><ul><li>{advice}</li></ul><p>{LONG} So far.</p>"
    body = article('<meta property="og:type" content="article">', body=guide).body
    assert ask not in body
    assert advice in body
