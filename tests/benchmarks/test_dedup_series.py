"""The invented articles: always the same, and as alike as they are said to be."""

from collections import Counter

from newsbot.article_numbers import article_number
from newsbot.dedup.shingles import shingle
from newsbot.dedup.verdict import compare, copied_by
from newsbot.items import Article
from tests.benchmarks.dedup import series


def is_copy_by_the_rule(one: Article, other: Article) -> bool:
    texts = shingle(one.body, one.recurring_lines), shingle(other.body, other.recurring_lines)
    return copied_by(*texts, compare(*texts)) is not None


def test_an_article_does_not_depend_on_those_made_before() -> None:
    first = series.article(12_345)
    series.article(7)
    assert series.article(12_345) == first


def test_three_of_ten_are_copies_of_an_earlier_article_that_is_none() -> None:
    copies = [number for number in range(10_000, 11_000) if series.is_copy(number)]
    assert len(copies) == 300
    for number in copies:
        original = series.original_of(number)
        assert original < number
        assert not series.is_copy(original)


def test_half_of_the_copies_are_of_wire_stories() -> None:
    originals = Counter(
        series.original_of(number) % series.WIRE == 0
        for number in range(10_000, 12_000)
        if series.is_copy(number)
    )
    assert 0.45 < originals[True] / originals.total() < 0.55


def test_copies_are_copies_by_the_rule_and_others_are_not() -> None:
    for number in range(20_000, 20_050):
        own = series.article(number)
        if series.is_copy(number):
            assert is_copy_by_the_rule(own, series.article(series.original_of(number)))
        else:
            assert not is_copy_by_the_rule(own, series.article(number - 10))


def test_a_copy_comes_within_a_day_of_its_original_and_all_within_the_days() -> None:
    for number in range(3_000, 3_100):
        after = series.fetched_at(number) - series.fetched_at(series.original_of(number))
        assert 0 <= after.total_seconds() <= series.COPIED_WITHIN.total_seconds()
        assert series.START <= series.fetched_at(number) <= series.END


def test_every_site_has_originals_and_copies_and_every_second_one_numbers_its_articles() -> None:
    sites = {(series.site_number(number), series.is_copy(number)) for number in range(2_000)}
    assert len(sites) == 2 * series.SITES
    numbered = [article_number(series.article(number).url) for number in range(200)]
    assert 80 < sum(number is not None for number in numbered) < 120
    assert len(set(numbered)) == sum(number is not None for number in numbered) + 1


def test_bodies_have_about_400_words() -> None:
    words = [len(series.article(number).body.split()) for number in range(500)]
    assert 370 < sum(words) / len(words) < 450
