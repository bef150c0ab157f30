"""When two texts are versions of one article: each rule is tested on both sides of its limit."""

import pytest

from newsbot.dedup.shingles import shingle
from newsbot.dedup.verdict import is_revision, is_same_page
from tests.dedup.texts import CHINESE, DISCLAIMER, FERRY, STATEMENT, THEATRE, cut, reworded

TITLES = ("Ferry sails again", "Theatre must close")

# The story of FERRY, told anew: one name and one quantity are in the same words.
FERRY_ANEW = """\
Cheers went up on Finsay when a familiar horn was heard in the bay for the first time in weeks. \
The Marta Lind was back, on a trial run without passengers, and half of the island had come down \
to the quay to see it. She carries 312 passengers and 45 cars, and on Monday she will be full, for \
every ticket is sold. Teachers gave their pupils an hour off. The grocer, who lost most of what \
she had in store this spring, hung a flag out of her window."""
STUB = "Breaking: the Marta Lind is to sail again, the harbour board said. More soon."


@pytest.mark.parametrize(("words", "expected"), [(16, True), (12, False)])
def test_a_text_that_shares_a_tenth_with_another_of_its_number_is_its_revision(
    words: int, *, expected: bool
) -> None:
    rewritten = f"{THEATRE} {cut(FERRY, 0, words)}"
    assert is_revision(shingle(FERRY), shingle(rewritten), TITLES) is expected


def test_a_line_that_recurs_on_the_site_makes_no_revision() -> None:
    one, other = (f"{text}\n{DISCLAIMER}" for text in (FERRY, THEATRE))
    assert is_revision(shingle(one), shingle(other), TITLES)
    assert not is_revision(shingle(one, (4,)), shingle(other, (1,)), TITLES)


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (("Ferry sails again", "The ferry: again in the dock"), True),
        (("Ferry sails for the island again", "Island ferry waits"), True),
        (("Ferry sails again on Monday", "Ferry tickets cost more"), False),
        (("Ferry", "Ferry"), False),
        (("The mayor of Alder", "End of the drought"), False),
        (("여객선 다시 운항", "여객선 월요일부터 다시 뜬다"), True),
        (("渡轮周一恢复航行", "芬赛岛渡轮恢复航行"), True),
        (("渡轮周一恢复航行", "老剧院周一起关闭"), False),
        (("?", "?"), False),
        (TITLES, False),
    ],
)
def test_a_text_told_anew_is_a_revision_if_half_of_the_shorter_title_is_the_same(
    titles: tuple[str, str], *, expected: bool
) -> None:
    assert is_revision(shingle(FERRY), shingle(FERRY_ANEW), titles) is expected
    assert is_revision(shingle(FERRY_ANEW), shingle(FERRY), titles[::-1]) is expected


@pytest.mark.parametrize(("text", "expected"), [(FERRY_ANEW, True), (STUB, True), (THEATRE, False)])
def test_under_one_title_texts_are_of_one_article_only_if_they_share_some_words(
    text: str, *, expected: bool
) -> None:
    assert is_revision(shingle(FERRY), shingle(text), ("Ferry sails again",) * 2) is expected


ALIKE = ("Ferry sails again on Monday", "The ferry is back on Monday")
UNLIKE = ("Ferry sails again on Monday", "Theatre to close")
NOTICES = f"{STATEMENT} {DISCLAIMER} {CHINESE}"


@pytest.mark.parametrize(
    ("one", "other", "if_alike", "if_unlike"),
    [
        (FERRY, f"{FERRY} Read more in our app.", True, True),
        (FERRY, cut(FERRY, 0, 150), True, True),
        (FERRY, f"{cut(STATEMENT, 0, 70)} {FERRY}", True, False),
        (FERRY, reworded(FERRY, 12), True, False),
        (f"{cut(FERRY, 0, 60)} {NOTICES}", f"{cut(THEATRE, 0, 60)} {NOTICES}", False, False),
        (f"{NOTICES} {cut(FERRY, 0, 60)}", f"{NOTICES} {cut(THEATRE, 0, 60)}", True, False),
        (FERRY, THEATRE, False, False),
    ],
)
def test_pages_that_name_each_other_are_of_one_article_if_openings_and_titles_tell_so(
    one: str, other: str, *, if_alike: bool, if_unlike: bool
) -> None:
    assert is_same_page(shingle(one), shingle(other), ALIKE) is if_alike
    assert is_same_page(shingle(other), shingle(one), UNLIKE) is if_unlike
