"""The numbers from which the model classifies a block."""

import numpy as np
import pytest

from newsbot.extraction.body.features.columns import (
    LONG_CHARACTERS,
    FeaturedPage,
    PageText,
    featurise,
)
from newsbot.extraction.body.features.names import NOWHERE
from newsbot.extraction.body.features.neighbours import LEADING_BLOCKS, window_sum
from newsbot.extraction.body.features.wording import UNKNOWN
from tests.extraction.making import PARAGRAPHS
from tests.extraction.page_kinds import LONG
from tests.extraction.segmenting import STORY, blocks, page_text

ALL = "\n".join(PARAGRAPHS)
FAR_AWAY = "<p>Menu</p>" * 30


def features(body: str, page: PageText | None = None) -> FeaturedPage:
    return featurise(blocks(body), page or page_text(ALL))


def column(name: str, body: str, page: PageText | None = None) -> list[float]:
    return [float(value) for value in features(body, page).columns[name]]


def test_every_feature_is_a_finite_number_for_every_candidate() -> None:
    found = features(f"<nav>Menu</nav>{STORY}<aside><h3>More</h3><p>{LONG}</p></aside>")
    for name, values in found.columns.items():
        assert values.shape == found.candidates.shape, name
        assert np.isfinite(values).all(), name


@pytest.mark.parametrize("body", ["<p>Word</p>", "Word", "<table><tr><td>Word</td></tr></table>"])
def test_a_page_of_one_block_has_all_features(body: str) -> None:
    found = features(body, page_text())
    assert found.candidates.tolist() == [0]
    assert set(found.columns) == set(features(STORY).columns)


def test_short_blocks_far_from_what_is_kept_are_no_candidates() -> None:
    found = features(FAR_AWAY + STORY + FAR_AWAY)
    assert {30, 31, 32} < set(found.candidates.tolist())
    assert not {0, 62} & set(found.candidates.tolist())


def test_a_long_block_is_a_candidate_wherever_it_stands() -> None:
    assert len(LONG) > LONG_CHARACTERS
    assert 0 in features(f"<p>{LONG}</p>{FAR_AWAY}{STORY}").candidates


def test_where_nothing_is_kept_all_blocks_are_candidates() -> None:
    assert len(features(FAR_AWAY, page_text()).candidates) == 30


def test_what_trafilatura_keeps_is_a_feature() -> None:
    assert column("kept", STORY, page_text(PARAGRAPHS[0])) == [1, 0, 0]


def test_the_kept_share_is_given_for_every_block_of_the_page() -> None:
    assert features(FAR_AWAY + STORY).kept.tolist() == [0] * 30 + [1] * 3


def test_a_name_counts_by_the_steps_up_to_it() -> None:
    body = f"<div class='comments'><p>{PARAGRAPHS[0]}</p></div><p>{PARAGRAPHS[1]}</p>"
    assert column("named_comment", body) == [1, NOWHERE]
    assert column("in_aside", f"<aside>{PARAGRAPHS[0]}</aside>") == [0]


def test_a_hidden_container_is_a_name_too() -> None:
    body = f"<div hidden><p>{PARAGRAPHS[0]}</p></div><p>{PARAGRAPHS[1]}</p>"
    assert column("hidden", body) == [1, NOWHERE]


def test_the_heading_above_a_block_and_its_distance_are_features() -> None:
    body = f"<h3>Read more</h3><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>"
    assert column("heading_distance", body)[1:] == [1, 2]
    assert column("heading_starts_more", body) == [UNKNOWN, 1, 1]


def test_a_short_line_in_bold_letters_is_a_heading() -> None:
    body = f"<p><b>Related</b></p><p>{PARAGRAPHS[0]}</p>"
    assert column("heading_starts_more", body)[1] == 1


def test_what_leads_away_is_remembered_for_some_blocks() -> None:
    since = column("since_leading", f"<p>Read more</p>{STORY}")
    assert since == [LEADING_BLOCKS, 1, 2, 3]


def test_a_blocks_first_words_and_the_phrases_in_it_are_features() -> None:
    body = f"<p>By Ann Carter</p><p>Get our newsletter, says the baker.</p>{STORY}"
    assert column("starts_by", body)[:2] == [1, 0]
    assert column("says_subscribe", body)[:2] == [0, 1]


def test_running_text_is_told_by_its_commonest_words() -> None:
    shares = column("stop_words", f"<p>Sport Weather Culture</p>{STORY}")
    assert shares[0] == 0
    assert min(shares[1:]) > 0.3


def test_similarity_to_the_title_is_the_share_of_common_words() -> None:
    page = page_text(ALL, titles=("Bakery opens at five", "Eastmoor Echo"))
    likes = column("like_title", f"<h2>Bakery opens at six</h2>{STORY}", page)
    assert likes[0] == pytest.approx(3 / 5)
    assert max(likes[1:]) < 0.3


def test_blocks_that_read_alike_are_counted() -> None:
    body = f"<p>Support us</p>{STORY}<p>SUPPORT US!</p>"
    assert column("same", body) == [2, 1, 1, 1, 2]
    assert column("same_before", body) == [0, 0, 0, 0, 1]


def test_the_body_that_json_ld_states_is_a_feature_where_there_is_one() -> None:
    stated = PageText(
        url="",
        kept=ALL,
        titles=(),
        description="",
        article_body=PARAGRAPHS[1],
        site_name="",
        is_news=True,
    )
    assert column("stated", STORY, stated) == [0, 1, 0]
    assert column("stated", STORY) == [-1, -1, -1]


def test_a_neighbours_features_are_ones_own_too() -> None:
    lengths = [len(text) for text in PARAGRAPHS]
    assert column("length_at_-1", STORY) == [-1, *lengths[:-1]]
    assert column("length_at_+2", STORY) == [lengths[2], -1, -1]


def test_blocks_in_one_container_are_counted_by_container() -> None:
    body = f"<div>{STORY}</div><div><p>{LONG}</p></div>"
    assert column("blocks_in_1", body) == [3, 3, 3, 1]
    first, *_, last = column("prose_in_1", body)
    assert first < last == pytest.approx(1 - first)


def test_a_container_that_begins_with_a_linked_headline_is_told_from_others() -> None:
    teaser = f"<div><h3><a href='/'>The ferry sails again</a></h3><p>{PARAGRAPHS[0]}</p></div>"
    begins = column("linked_head_in_1", f"{teaser}<div><p>{PARAGRAPHS[1]}</p></div>")
    assert begins == [1, 1, 0]


def test_blocks_that_look_alike_are_kept_alike() -> None:
    body = f"<p class='x'>{PARAGRAPHS[0]}</p><p class='x'>{PARAGRAPHS[1]}</p><p>{LONG}</p>"
    kept = column("alike_once_kept", body, page_text(PARAGRAPHS[0]))
    assert kept[0] == kept[1] == pytest.approx(len(PARAGRAPHS[0]) / len("".join(PARAGRAPHS[:2])))
    assert kept[2] == 0


def test_the_steps_up_to_what_holds_most_of_what_is_kept() -> None:
    body = f"<main><div>{STORY}</div><p>{LONG}</p></main>"
    assert column("up_kept", body) == [1, 1, 1, 1]


def test_distances_to_what_is_kept_are_capped() -> None:
    body = f"<p>{LONG}</p>{STORY}<p>{LONG}</p>"
    assert column("until_kept", body) == [1, 0, 0, 0, 99]
    assert column("since_kept", body) == [99, 0, 0, 0, 1]


def test_a_window_ends_with_the_page() -> None:
    assert window_sum(np.array([1.0, 2.0, 4.0, 8.0]), 1).tolist() == [3, 7, 14, 12]
    assert window_sum(np.array([1.0, 2.0]), 9).tolist() == [3, 3]
