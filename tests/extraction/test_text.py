"""Where sentences end and what the words of a text are, in the scripts of the world."""

# ruff: noqa: RUF001 - the texts are in the scripts of the world

import pytest

from newsbot.extraction.page.text import ends_sentence, joined, word_key, words_of

SENTENCES: dict[str, str] = {
    "am": "ድልድዩ ተከፈተ።",
    "ar": "هل فُتح الجسر؟",
    "bn": "সেতু খুলেছে।",
    "de": "„Die Brücke ist offen.“",
    "el": "Άνοιξε η γέφυρα.",
    "en": "The bridge is open!)",
    "fr": "Le pont est ouvert…",
    "hi": "पुल खुल गया।",
    "hy": "Կամուրջը բացվեց։",
    "ja": "「橋が開いた。」",
    "km": "ស្ពានបានបើកហើយ។",
    "lo": "ຂົວເກົ່າຂ້າມແມ່ນໍ້າກາສາເປີດໃຊ້ອີກຄັ້ງໃນເຊົ້າວັນອັງຄານຫຼັງຈາກສ້ອມແປງມາສິບສີ່ເດືອນ",
    "my": "တံတားကို ဖွင့်လိုက်ပြီ။",
    "th": "สะพานเก่าข้ามแม่น้ำกาสาเปิดใช้อีกครั้งเมื่อเช้าวันอังคารหลังซ่อมมานานสิบสี่เดือน",
    "ur": "پل کھل گیا۔",
    "zh": "大桥重新通车！",
}
LABELS: dict[str, str] = {
    "ar": "آخر الأخبار",
    "en": "Latest news",
    "hi": "ताज़ा खबरें",
    "km": "ព័ត៌មានថ្មី",
    "my": "နောက်ဆုံးရသတင်း",
    "th": "ข่าวล่าสุดวันนี้",
    "zh": "最新消息",
}


@pytest.mark.parametrize("text", [pytest.param(each, id=code) for code, each in SENTENCES.items()])
def test_a_sentence_ends_as_its_script_has_it(text: str) -> None:
    assert ends_sentence(text)


@pytest.mark.parametrize("text", [pytest.param(each, id=code) for code, each in LABELS.items()])
def test_a_label_ends_no_sentence(text: str) -> None:
    assert not ends_sentence(text)


def test_many_dots_before_a_letter_are_read_once() -> None:
    assert not ends_sentence("." * 100_000 + "a")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("क्या है?", ["क्या", "है"]),
        ("می‌خواهد برود", ["می‌خواهد", "برود"]),
        ("كِتَابٌ", ["كِتَابٌ"]),
        ("L'Été", ["l", "été"]),
    ],
)
def test_vowel_signs_and_joiners_end_no_word(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize("text", [*SENTENCES.values(), *LABELS.values()])
def test_joined_words_are_the_key_of_the_text(text: str) -> None:
    """Keys are stored: they are without marks in every release."""
    assert joined(words_of(text)) == word_key(text)
