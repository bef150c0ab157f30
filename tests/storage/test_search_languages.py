# ruff: noqa: RUF001 - letters of many scripts
"""news.search finds words in the forms and scripts of many languages."""

import pytest
from sqlalchemy import Engine

from tests.storage.searching import found, publish, search

# language, text, queries that find it, queries that do not
CASES = [
    ("en", "The ministers resigned over ferries.", ["minister", "ferry resigning"], ["minis"]),
    ("de", "Die Häuser in München werden größer.", ["haus", "munchen", "GROSS"], ["hau"]),
    ("fr", "Les élections législatives à Besançon", ["election", "besancon législative"], ["elec"]),
    ("es", "Los niños jugaban en el jardín", ["niño", "nino", "jugar jardin"], ["juguete"]),
    ("pt", "As eleições começaram em São Paulo", ["eleicoes", "sao paulo"], ["santo"]),
    ("it", "Le città più belle", ["citta", "bella"], ["cittadino"]),
    ("sv", "Båtarna seglar till Malmö", ["båt", "malmo"], ["malm"]),
    ("fi", "Talossa on kissat", ["talo", "kissa"], ["koira"]),
    ("hu", "A házakban tűz volt", ["ház", "haz", "tuz"], ["kutya"]),
    ("ru", "Учёные открыли новые планеты", ["учёный", "ученые", "планета", "ПЛАНЕТУ"], ["плащ"]),
    ("uk", "Президент прибув до Києва", ["києва", "ПРЕЗИДЕНТ"], ["львів"]),
    ("pl", "Żółta łódź płynie do Łodzi", ["zolta", "łódź", "lodz"], ["łodygi"]),
    ("cs", "Příliš žluťoučký kůň", ["prilis", "kun"], ["kůň pes"]),
    ("tr", "İSTANBUL'da ışıklar söndü", ["istanbul", "ISIKLAR", "ışıklar", "sondu"], ["ankara"]),
    ("el", "Οι εκλογές στην Αθήνα", ["αθηνα", "ΑΘΗΝΑ", "εκλογη"], ["σπαρτη"]),
    ("ar", "وصل الوزراء إلى المدينة", ["الوزراء", "مدينة"], ["سفينة"]),
    ("fa", "او می‌خواهد به ایران برود", ["می‌خواهد", "می خواهد", "ايران", "ایران"], ["عراق"]),
    ("he", "הבחירות בישראל", ["הבחירות"], ["מלחמה"]),
    ("hi", "प्रधानमंत्री ने दिल्ली में भाषण दिया", ["दिल्ली", "प्रधानमंत्री भाषण"], ["मुंबई"]),
    ("vi", "Thủ tướng đến Đà Nẵng", ["thu tuong", "Đà Nẵng", "da nang"], ["hà nội"]),
    ("zh", "總統星期三在臺北發表談話。", ["總統", "臺北", "星期三 談話", "談"], ["北京", "星統"]),
    (
        "ja",
        "東京で新しい鉄道が開業した。猫が駅長になった。",
        ["鉄道", "新しい鉄道", "猫"],
        ["犬", "道鉄"],
    ),
    ("ja", "ﾃﾚﾋﾞ局は２０２６年に開局", ["テレビ", "2026年", "テレビ局"], ["ラジオ", "2025年"]),
    ("ko", "대통령은 서울에서 회의를 열었다", ["대통령", "서울 회의", '"서울에서 회의"'], ["부산"]),
    ("th", "นายกรัฐมนตรีเดินทางไปเชียงใหม่", ["เชียงใหม่", "รัฐมนตรี", "นายก"], ["กรุงเทพ"]),
    ("lo", "ນາຍົກລັດຖະມົນຕີເດີນທາງໄປວຽງຈັນ", ["ວຽງຈັນ", "ລັດຖະມົນຕີ"], ["ປາກເຊ"]),
    ("km", "ភ្នំពេញជារាជធានីនៃប្រទេសកម្ពុជា", ["ភ្នំពេញ", "កម្ពុជា"], ["សៀមរាប"]),
    ("my", "မြန်မာနိုင်ငံသည်အရှေ့တောင်အာရှတွင်ရှိသည်", ["မြန်မာ", "နိုင်ငံ"], ["ထိုင်း"]),
    (None, "Nobody knows the language of this", ["language nobody"], ["languages"]),
]


@pytest.mark.parametrize(
    ("language", "body", "finding", "missing"),
    CASES,
    ids=[f"{c[0]}{n}" for n, c in enumerate(CASES)],
)
def test_words_are_found_whether_or_not_the_language_is_named(
    engine: Engine, language: str | None, body: str, finding: list[str], missing: list[str]
) -> None:
    publish(engine, "it", body, language=language, title="-")
    for asked in {language, None}:
        assert [q for q in finding if found(engine, q, language=asked) != ["it"]] == []
        assert [q for q in missing if found(engine, q, language=asked)] == []


def test_a_word_is_not_taken_for_the_stem_of_another_language(engine: Engine) -> None:
    publish(engine, "fr", "La planète Mars", language="fr", title="-")
    publish(engine, "es", "El mar", language="es", title="-")
    # The French stem of "mars" is "mar", the Spanish for sea.
    assert found(engine, "mars") == ["fr"]
    assert found(engine, "mar -mars") == ["es"]


def test_a_language_may_be_named_with_its_country(engine: Engine) -> None:
    publish(engine, "pt", "As eleições", language="pt")
    publish(engine, "es", "As de oros", language="es")
    assert found(engine, "as OR eleições", language="pt-BR") == ["pt"]


@pytest.mark.parametrize(
    ("body", "query", "headline"),
    [
        ("The ferry sails again.", "ferries", "**ferry** sails again"),
        ("東京で新しい鉄道が開業した。", "鉄道 東京", "**東京**で新しい**鉄道**が開業した。"),
        ("東京で新しい鉄道が開業した。", "ferry", "東京で新しい鉄道が開業した。"),
    ],
)
def test_the_headline_marks_the_words_that_are_found(
    engine: Engine, body: str, query: str, headline: str
) -> None:
    publish(engine, "it", body, title="Ferry", language="en")
    assert [row.headline for row in search(engine, query)] == [headline]


def test_a_long_text_in_chinese_shows_the_place_that_is_found(engine: Engine) -> None:
    publish(engine, "it", "山" * 500 + "總統" + "水" * 500, language="zh")
    (row,) = search(engine, "總統")
    assert "**總統**水" in row.headline
    assert row.headline.startswith("… 山")
    assert row.headline.endswith("水 …")
    assert len(row.headline) < 140
