"""news.version_changes: what changed, of which kind, and in which words."""

import time
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from newsbot.items import Held
from newsbot.words.counts import count_words
from tests.storage.making import NOON, article, rows, store, story
from tests.storage.test_held import see

CHANGES = "SELECT version, kind, words_added, words_removed FROM news.version_changes ORDER BY 1"
DIFFERENCE = "SELECT difference FROM news.version_changes ORDER BY changed_at"
BODY = "The ferry to Harbour Island sails again.\nThe mayor, Ms. O'Neill, promised 3,000 seats."


def at(days: int) -> datetime:
    return NOON + timedelta(days=days)


def versions(engine: Engine, *pages: dict[str, Any]) -> None:
    """Stores texts of one article, two days after each other."""
    for number, fields in enumerate(pages):
        store(engine, article("ferry", **{"fetched_at": at(2 * number), "body": BODY} | fields))


def compared(engine: Engine, before: str, after: str) -> tuple[str, int, int]:
    statement = text("""
        SELECT newsbot.word_difference(:before, :after),
            newsbot.words_changed(:before, :after, '+'), newsbot.words_changed(:before, :after, '-')
    """)
    with engine.connect() as connection:
        difference, added, removed = connection.execute(
            statement, {"before": before, "after": after}
        ).one()
    return difference, added, removed


def test_a_headline_only_change(engine: Engine) -> None:
    versions(engine, {}, {"title": "Ferry sinks again"})
    assert rows(engine, CHANGES) == [(2, "title", 1, 1)]
    found = "SELECT title_before, title_after, difference FROM news.version_changes"
    assert rows(engine, found) == [
        (
            "Ferry sails again",
            "Ferry sinks again",
            "Ferry [-sails-] {+sinks+} again The ferry to Harbour Island  …",
        )
    ]


def test_a_change_of_the_body_and_one_of_both(engine: Engine) -> None:
    changed = BODY.replace("3,000", "4,000")
    versions(engine, {}, {"body": changed}, {"body": changed + "\nNobody came.", "title": "Ferry"})
    assert rows(engine, CHANGES) == [(2, "body", 1, 1), (3, "both", 2, 2)]
    assert "promised [-3,000-] {+4,000+} seats" in rows(engine, DIFFERENCE)[0][0]


def test_a_text_that_comes_back_is_a_change_each_time(engine: Engine) -> None:
    other = BODY.replace("sails", "sank")
    versions(engine, {}, {"body": other}, {})
    assert rows(engine, CHANGES) == [(2, "body", 1, 1), (3, "body", 1, 1)]
    found = "SELECT former_version, version FROM news.version_changes ORDER BY 1"
    assert rows(engine, found) == [(1, 2), (2, 3)]


def test_a_held_text_is_no_change_until_it_is_confirmed(engine: Engine) -> None:
    see(engine, 0, 100)
    assert see(engine, 1, 40) == Held(article_id=1, version=2)
    assert rows(engine, CHANGES) == []
    see(engine, 2, 40)
    assert rows(engine, CHANGES) == [(2, "body", 0, 60)]


def test_a_partial_text_that_a_whole_one_replaces_is_no_change(engine: Engine) -> None:
    versions(engine, {"body": BODY[:40], "is_partial": True}, {})
    assert rows(engine, CHANGES) == []


def test_metadata_that_change_at_the_same_text(engine: Engine) -> None:
    versions(engine, {"authors": ("Ann Lee",)}, {"authors": ("Ann Lee", "Bo Park")})
    assert rows(engine, CHANGES) == [(1, "metadata", 0, 0)]
    found = "SELECT before, after, difference, changed_at FROM news.version_changes"
    before, after = {"authors": ["Ann Lee"]}, {"authors": ["Ann Lee", "Bo Park"]}
    assert rows(engine, found) == [(before, after, None, at(2))]


def test_a_headline_replaced_within_a_day_is_a_change_of_the_title(engine: Engine) -> None:
    store(engine, article("ferry", BODY))
    later = NOON + timedelta(hours=3)
    store(engine, article("ferry", BODY, title="Ferry sinks", fetched_at=later))
    found = "SELECT kind, title_before, title_after, cause FROM news.version_changes"
    assert rows(engine, found) == [("title", "Ferry sails again", "Ferry sinks", None)]
    assert rows(engine, DIFFERENCE) == [("Ferry [-sails again-] {+sinks+}",)]


def test_an_earlier_text_that_is_stored_later_comes_before(engine: Engine) -> None:
    store(engine, article("ferry", BODY, fetched_at=at(4)))
    store(engine, article("ferry", BODY.replace("sails", "sank"), fetched_at=at(0)))
    found = "SELECT former_version, version, changed_at, difference FROM news.version_changes"
    [(former, version, changed_at, difference)] = rows(engine, found)
    assert (former, version, changed_at) == (2, 1, at(4))
    assert "[-sank-] {+sails+}" in difference


def test_the_versions_are_those_of_article_versions(engine: Engine) -> None:
    texts = [BODY, BODY.replace("sails", "sank"), BODY.replace("mayor", "governor")]
    for number in range(24):
        fields = {"title": f"Ferry {number % 5}", "is_partial": number % 11 == 0}
        day = (number * 7) % 24  # not in the order of time
        store(engine, article("ferry", texts[number % 3], fetched_at=at(day), **fields))
    shown = """
        SELECT version, valid_from FROM news.article_versions WHERE NOT held
        ORDER BY valid_from OFFSET 1
    """
    told = """
        SELECT version, changed_at FROM news.version_changes WHERE former_version IS NOT NULL
        ORDER BY changed_at
    """
    assert rows(engine, told) == rows(engine, shown)
    assert len(rows(engine, told)) > 10


@pytest.mark.parametrize(("before", "after", "difference"), [
    ("渡轮周三再次启航。", "渡轮周五再次启航。", "渡轮周[-三-]{+五+}再次启航。"),
    ("フェリーは水曜に出航", "フェリーは金曜に出航", "フェリーは[-水-]{+金+}曜に出航"),
    ("เรือออกวันพุธ", "เรือออกวันศุกร์", "… อออกวัน[-พุธ-]{+ศุกร์+}"),
    ("मंत्री ने बुधवार कहा", "मंत्री ने शुक्रवार कहा", "मंत्री ने [-बुधवार-] {+शुक्रवार+} कहा"),
    ("قال الوزير، الأربعاء", "قال الوزير، الجمعة", "قال الوزير، [-الأربعاء-] {+الجمعة+}"),
    ("Über 3,5 Mio. €", "Über 4,5 Mio. €", "Über [-3,5-] {+4,5+} Mio. €"),
    ("“Don't go,” she said", "“Do go,” she said", "“[-Don't-] {+Do+} go,” she said"),
])  # fmt: skip
def test_words_of_every_script(engine: Engine, before: str, after: str, difference: str) -> None:
    assert compared(engine, before, after)[0].replace(" ", "") == difference.replace(" ", "")


@pytest.mark.parametrize("added", [
    "渡轮星期五再次起航船上有三百名乘客", "เรือเฟอร์รี่ออกเดินทางอีกครั้งในวันศุกร์",
    "The mayor, Ms. Neill, promised (again) 300 seats; twice!", "សាឡាងបានចេញដំណើរម្តងទៀតនៅថ្ងៃសុក្រ",
])  # fmt: skip
def test_words_are_counted_as_in_word_count(engine: Engine, added: str) -> None:
    _, count, removed = compared(engine, "Ferry", f"Ferry\n{added}")
    assert (abs(count - count_words(added)) <= 1, removed) == (True, 0)


WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "\n"]), max_size=30).map(" ".join)


def test_both_texts_can_be_read_from_the_edits(engine: Engine) -> None:
    statement = text("SELECT edit, token FROM newsbot.word_edits(:before, :after)")

    @given(WORDS, WORDS)
    @settings(max_examples=60)
    def check(before: str, after: str) -> None:
        with engine.connect() as connection:
            found = connection.execute(statement, {"before": before, "after": after}).all()
        edited = [(edit, token) for edit, token in found if edit in "-+"]
        for sign, one, other in (("-", before, after), ("+", after, before)):
            left = one.split()
            for edit, token in edited:
                if edit == sign:
                    left.remove(token)
            rest = other.split()
            for word in left:
                rest.remove(word)
            assert len(left) + sum(edit == sign for edit, _ in edited) == len(one.split())

    check()


def test_a_small_change_is_found_as_small_as_difflib_finds_it(engine: Engine) -> None:
    before = story("ferry", 300).split()
    after = [word for place, word in enumerate(before) if place % 37] + ["new"]
    _, added, removed = compared(engine, " ".join(before), " ".join(after))
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    same = sum(block.size for block in blocks)
    assert (added, removed) == (len(after) - same, len(before) - same)


def test_texts_without_a_common_word_are_compared_in_bounded_work(engine: Engine) -> None:
    before, after = story("one", 20_000), story("other", 20_000).upper()
    started = time.process_time()
    assert compared(engine, before, after)[1:] == (20_000, 20_000)
    assert time.process_time() - started < 60


def test_changes_of_a_time_are_found_by_an_index(engine: Engine) -> None:
    versions(engine, {}, {"title": "Ferry sinks again"})
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        plan = connection.execute(
            text("""
                EXPLAIN SELECT article_id, title_before, title_after FROM news.version_changes
                WHERE kind = 'title' AND changed_at > newsbot.now() - interval '1 day'
            """)
        )
        lines = "\n".join(plan.scalars())
    assert "versions_following_idx" in lines
    assert "amendments_fetched_at_idx" in lines
    assert "words_changed" not in lines


def test_the_newest_changes_are_merged_from_indexes_without_reading_the_others(
    engine: Engine,
) -> None:
    versions(engine, {}, {"title": "Ferry sinks again"})
    with engine.begin() as connection:
        for method in ("seqscan", "sort", "bitmapscan"):
            connection.execute(text(f"SET LOCAL enable_{method} = off"))
        newest = "SELECT * FROM news.version_changes ORDER BY changed_at DESC LIMIT 20"
        lines = "\n".join(connection.execute(text(f"EXPLAIN {newest}")).scalars())
    for part in ("Merge Append", "versions_following_idx", "amendments_fetched_at_idx"):
        assert part in lines
    assert "Sort Key: new.fetched_at" not in lines
