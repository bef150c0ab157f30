"""Words are counted alike in all scripts, with and without spaces between them."""

import pytest

from newsbot.words.counts import count_words, is_unspaced, without_marks, words_in


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("—", 0),
        ("字", 1),
        ("ก", 1),
        ("समाचार में है", 3),
        ("می‌خواهد برود", 2),
        ("ශ්‍රී ලංකා", 2),
        ("كِتَابٌ جَدِيدٌ", 2),
        ("שָׁלוֹם לַכֹּל", 2),
        ("๒๕๖๙", 1),
        ("2026年", 2),
        ("NATO在2026年峰会", 5),
        ("フェリー", 3),
        ("❤️ 👍🏽 ok", 1),
        ("l'été 12.5", 4),
    ],
)
def test_marks_and_joiners_end_no_word_and_letters_without_spaces_make_up_words(
    text: str, count: int
) -> None:
    assert count_words(text) == count


@pytest.mark.parametrize("text", ["「새 다리」 【속보】", "costs ฿500", "l'été", "पुल", "جسر"])
def test_signs_of_other_scripts_make_no_text_one_without_spaces(text: str) -> None:
    assert not is_unspaced(text)


def test_words_keep_their_marks() -> None:
    assert words_in("क्या है?") == ["क्या", "है"]
    assert words_in("می‌خواهد") == ["می‌خواهد"]
    assert without_marks("क्या می‌خواهد") == "कय میخواهد"
    assert without_marks("déjà vu") == "déjà vu"
