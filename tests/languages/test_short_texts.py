"""Short sentences and short articles are found in every language, and notes are no names."""

# ruff: noqa: RUF001 - letters of many scripts

import pytest

from newsbot.extraction.article import extract_article
from newsbot.extraction.body.left_out.appeals import is_appeal
from newsbot.extraction.page.text import joined, word_key, words_of
from newsbot.items import Article, NotAnArticle
from tests.extraction.making import article, fetched, html, metadata
from tests.extraction.segmenting import blocks

LAST_SENTENCES = {
    "el": (
        "Κλειστή για περισσότερο από όσο είχε προβλεφθεί θα μείνει η παλιά πέτρινη γέφυρα.",
        "Εργάτες βρήκαν ρωγμές σε δύο βάθρα, ανακοίνωσε τη Δευτέρα ο δήμος.",
        "Η παράκαμψη από το Ξηρολάγκαδο κοστίζει στους οδηγούς είκοσι λεπτά.",
        "Κανείς δεν τραυματίστηκε.",
    ),
    "fi": (
        "Ylämyllyn vanha kivisilta pysyy suljettuna suunniteltua pidempään, kaupunki kertoi.",
        "Työntekijät löysivät kahdesta pilarista halkeamia viime viikon maanantaina.",
        "Kiertotie Kuivalan kautta vie autoilijoilta noin kaksikymmentä minuuttia.",
        "Sade oli lakannut.",
    ),
    "pl": (
        "Stary kamienny most w Górnomłynie pozostanie zamknięty dłużej, niż planowano.",
        "Robotnicy odkryli pęknięcia w dwóch filarach – poinformował w poniedziałek urząd.",
        "Objazd przez Suchodół zajmuje kierowcom około dwudziestu minut.",
        "Proces trwa.",
    ),
    "zh": (
        "上磨市政府周一宣布，老石桥的封闭时间将比原计划更长。",
        "工人在两个桥墩上发现裂缝。市建设局局长说：“我们不能冒这个险。”",
        "绕行干谷要让司机多花约二十分钟。",
        "没有人回答。",
    ),
}

APPEALS = {
    "bn": "সর্বশেষ খবর পেতে আমাদের গুগল নিউজ চ্যানেলটি ফলো করুন।",
    "cs": "Nenechte si ujít žádnou zprávu z regionu: přihlaste se k odběru novinek.",
    "el": "Ακολουθήστε μας στο Google News και μάθετε πρώτοι όλες τις ειδήσεις.",
    "he": "הצטרפו לקבוצת הוואטסאפ שלנו.",
    "hu": "Iratkozzon fel hírlevelünkre!",
    "hy": "Բաժանորդագրվեք մեր տելեգրամյան ալիքին։",
    "ka": "გამოიწერეთ ჩვენი სიახლეები და იყავით საქმის კურსში.",
    "km": "សូមចូលរួមឆានែលតេឡេក្រាមរបស់យើង។",
    "ro": "Urmărește știrile noastre și pe Google News sau abonează-te la newsletter.",
    "sw": "Jiunge na chaneli yetu ya WhatsApp upate habari kila siku.",
    "ta": "உடனுக்குடன் செய்திகளைப் பெற எங்கள் வாட்ஸ்ஆப் சேனலில் இணையுங்கள்.",
    "th": "ไม่พลาดข่าวสำคัญ กดติดตามเราได้ที่ LINE Official",
    "ur": "تازہ ترین خبروں کے لیے ہمارا واٹس ایپ چینل فالو کریں۔",
}

NO_APPEALS = {
    "cs": "Obyvatelé se mohou přihlásit na radnici do pátku.",
    "el": "Οι κάτοικοι ακολουθούν το κανάλι ως τη θάλασσα.",
    "fi": "Kaupunki tilaa uuden kanavan ensi keväänä.",
    "he": "התושבים הצטרפו למחאה ליד הגשר.",
    "ro": "Barca urmărește canalul până la mare.",
    "ur": "بلدیہ نے نیا چینل کھودنے کا اعلان کیا۔",
}

NOTES = {
    "bn": "জয় হার্তো স্থানীয় বিভাগের প্রতিবেদক, ২০১১ সাল থেকে পরিবহন নিয়ে লিখছেন।",
    "he": "ינון הרטוב הוא כתב בדסק המקומי ומסקר תחבורה מאז 2011.",
    "hi": "जतिन हरतोले स्थानीय डेस्क के संवाददाता हैं और 2011 से परिवहन पर लिख रहे हैं।",
    "ur": "جاوید ہارٹی مقامی ڈیسک کے رپورٹر ہیں اور 2011 سے ٹرانسپورٹ پر لکھ رہے ہیں۔",
}

PUBLISHED = '<meta property="article:published_time" content="2024-06-14T08:00:00Z">'


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{each}</p>" for each in texts)


@pytest.mark.parametrize("language", LAST_SENTENCES)
def test_the_short_last_sentence_of_an_article_is_kept(language: str) -> None:
    texts = LAST_SENTENCES[language]
    found = article(PUBLISHED, body=paragraphs(*texts), language=language)
    assert found.body.split("\n") == list(texts)


def test_a_note_below_the_text_is_not_taken_for_the_last_sentence() -> None:
    texts = LAST_SENTENCES["pl"][:3]
    body = f"{paragraphs(*texts)}<div><p>Mat. prom.</p></div>"
    assert article(PUBLISHED, body=body, language="pl").body.split("\n") == list(texts)


@pytest.mark.parametrize("text", ["Ο δρόμος ΟΛΟΣ", "Große STRASSE", "մինչև Զատիկ", "İzmir"])
def test_the_words_of_a_block_are_joined_as_those_of_other_texts(text: str) -> None:
    assert joined(words_of(text)) == word_key(text)


@pytest.mark.parametrize("language", APPEALS)
def test_an_appeal_to_follow_or_subscribe_is_left_out(language: str) -> None:
    assert is_appeal(blocks(f"<p>{APPEALS[language]}</p>")[0])


@pytest.mark.parametrize("language", NO_APPEALS)
def test_a_sentence_with_words_of_an_appeal_is_kept(language: str) -> None:
    assert not is_appeal(blocks(f"<p>{NO_APPEALS[language]}</p>")[0])


@pytest.mark.parametrize("language", NOTES)
def test_the_beginning_of_a_note_about_an_author_is_no_name(language: str) -> None:
    head = "<h1>Bakery opens at five</h1>"
    note = f'<div class="author-bio"><p>{NOTES[language]}</p></div>'
    assert metadata(above=f"{head}{note}", language=language).authors == ()


def test_a_name_before_a_comma_in_such_a_note_is_the_authors() -> None:
    note = '<div class="author-bio"><p>哈俊涛，本地新闻部记者，2011年起报道交通。</p></div>'
    assert metadata(above=f"<h1>拉弗河</h1>{note}", language="zh").authors == ("哈俊涛",)


CONSENT = (
    "Klikając „Przechodzę do serwisu”, wyrażasz zgodę na przetwarzanie Twoich danych osobowych"
    " przez nas i naszych 214 Zaufanych Partnerów oraz na zapisywanie plików cookies na Twoim"
    " urządzeniu."
)


def test_an_article_with_a_notice_about_cookies_is_an_article() -> None:
    body = paragraphs(*LAST_SENTENCES["pl"], CONSENT)
    page = fetched(html(PUBLISHED, body=body, language="pl"))
    assert isinstance(extract_article(page), Article)


def test_a_notice_about_cookies_with_a_date_in_its_head_is_no_article() -> None:
    page = fetched(html(PUBLISHED, body=paragraphs(CONSENT, "Proces trwa."), language="pl"))
    found = extract_article(page)
    assert isinstance(found, NotAnArticle)
    assert found.reason == "cookie_wall"


def test_the_only_paragraph_of_a_chinese_article_is_enough() -> None:
    texts = "上磨市一处草料仓库周二起火。无人受伤，起火原因仍在调查。" + LAST_SENTENCES["zh"][0]
    found = article(PUBLISHED, body=paragraphs(texts), language="zh")
    assert found.body == texts
