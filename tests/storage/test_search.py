# ruff: noqa: RUF001 - letters of many scripts
"""What news.search and news.similar_titles find, in which order, and for which queries."""

import re
from datetime import timedelta
from pathlib import Path

import hypothesis
import psycopg
import pytest
from hypothesis import strategies
from sqlalchemy import Engine, text

from tests.conftest import CHECKOUT, copy_database
from tests.storage.making import NOON, article_on, rows, store, story
from tests.storage.pooler import pgbouncer
from tests.storage.searching import found, index, publish, search

DAY = timedelta(days=1)


def test_all_words_of_a_query_must_be_there(engine: Engine) -> None:
    publish(engine, "both", "A ferry and a train", title="-", language="en")
    publish(engine, "one", "A ferry and a bus", title="-", language="en")
    assert found(engine, "ferry train") == ["both"]
    assert found(engine, "train OR bus") == ["one", "both"]
    assert found(engine, "ferry -train") == ["one"]
    assert found(engine, "ferry -train -bus") == []
    assert found(engine, "a ferry - the train") == ["both"]


def test_quoted_words_are_found_only_in_this_order(engine: Engine) -> None:
    publish(engine, "yes", "The prime minister sails.", title="-", language="en")
    publish(engine, "no", "The minister of the prime boat sails.", title="-", language="en")
    assert found(engine, '"prime minister"') == ["yes"]
    assert found(engine, "“prime minister”") == ["yes"]
    assert found(engine, 'sails -"prime minister"') == ["no"]
    assert found(engine, '"prime minister" OR boat') == ["no", "yes"]


@pytest.mark.parametrize(
    "query",
    [
        None, "", "  ", "-", "--", '"', '""', '"" -""', "-ferry", "OR", "a OR", "!!! &|<->():*",
        "\\", "'", "' OR ''='", "the", "%", "-鉄道", "…", "\u200b", "\ufeff", "x" * 5000,
        "鉄" * 5000, "\U0001f600", "-" * 1000, "- " * 100, '-""' * 100, "!-" * 100,
    ],
)  # fmt: skip
def test_a_query_without_words_or_with_unknown_words_finds_nothing(
    engine: Engine, query: str | None
) -> None:
    publish(engine, "ferry", "It sails", language="en", title="Ferry")
    assert found(engine, query, language="en") == []


def test_of_a_long_query_the_words_within_the_first_1000_letters_count(engine: Engine) -> None:
    publish(engine, "ferry", "It sails", language="en", title="Ferry")
    queries = ["ferry".ljust(length) + "sails trains" for length in range(996, 1003)]
    assert [found(engine, query) for query in queries] == [["ferry"]] * 7


@pytest.fixture(scope="module")
def connection(postgres, administrator, template):
    copy_database(administrator, template, "searched")
    with psycopg.connect(postgres.url("searched").render_as_string().replace("+psycopg", "")) as it:
        yield it
    administrator.execute("DROP DATABASE searched WITH (FORCE)")


words = strategies.text(
    strategies.one_of(
        strategies.characters(exclude_categories=["Cs"], exclude_characters="\0"),
        strategies.sampled_from("\"'-:*&|!<>() 鉄道は대통령เชียင်ំ"),
    )
)


@hypothesis.given(words)
def test_no_query_is_an_error(connection: psycopg.Connection, query: str) -> None:
    connection.execute("SELECT count(*) FROM news.search(%s)", [query]).fetchone()


@hypothesis.given(words)
def test_no_text_is_an_error_and_its_first_word_is_found(
    connection: psycopg.Connection, body: str
) -> None:
    found = "SELECT newsbot.search_lexemes('simple', '', NULL, NULL, %s)"
    connection.execute(found, [body]).fetchone()


@pytest.mark.parametrize(
    "body",
    [
        " ".join(f"w{number:x}" for number in range(400_000)),
        "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(1_000_000)),
        "".join(chr(0x20000 + number * number % 40_000) for number in range(500_000)),
        " ".join("/".join(f"a{n:x}.example" for n in range(m, m + 9)) for m in range(0, 90_000, 9)),
        "-".join(f"w{number}" for number in range(50_000)),
        "x" * 1_000_000 + " ferry",
    ],
    ids=["words", "han", "rare_han", "urls", "hyphens", "one_word"],
)
def test_a_giant_body_is_no_error(engine: Engine, body: str) -> None:
    publish(engine, "giant", body, title="Ferry", language="en")
    assert found(engine, "ferry") == ["giant"]


def test_a_hit_in_the_title_ranks_above_one_in_the_body(engine: Engine) -> None:
    filler = story("filler")
    publish(engine, "body", f"{filler} ferry", title="Ships", language="en")
    publish(engine, "summary", story("other"), title="Ships", summary="A ferry", language="en")
    publish(engine, "title", story("third"), title="A ferry", language="en")
    assert found(engine, "ferry") == ["title", "summary", "body"]


def test_of_equal_hits_the_newest_comes_first_and_only_so_many_are_given(engine: Engine) -> None:
    for day in range(4):
        publish(
            engine, f"day{day}", f"ferry {story(str(day), 40)}", published_at=NOON - day * DAY,
            title="-", language="en",
        )  # fmt: skip
    assert found(engine, "ferry") == ["day0", "day1", "day2", "day3"]
    assert found(engine, "ferry", limit=2) == ["day0", "day1"]
    assert found(engine, "ferry", limit=0) == found(engine, "ferry", limit=-1) == []
    bounds = {"since": NOON - 2 * DAY, "until": NOON}
    assert found(engine, "ferry", **bounds) == ["day1", "day2"]


def test_a_date_of_publication_in_the_future_does_not_count(engine: Engine) -> None:
    publish(engine, "it", "ferry", published_at=NOON + 100 * DAY)
    assert found(engine, "ferry", since=NOON + DAY) == []
    assert found(engine, "ferry", since=NOON) == ["it"]


def test_a_search_may_be_bound_to_a_site_and_a_language(engine: Engine) -> None:
    store(engine, article_on("post.example", "Der Hafen", path="de", language="de"))
    store(engine, article_on("echo.example", "Den Hafen", path="da", language="da"))
    index(engine)
    assert found(engine, "hafen", site="post.example") == ["de"]
    assert found(engine, "hafen", language="da") == ["da"]
    assert found(engine, "hafen", site="unknown.example") == []
    assert found(engine, "hafen", language="xx") == []


def test_a_result_has_what_a_reader_wants_to_see(engine: Engine) -> None:
    fields = {"title": "The ferry", "language": "en", "published_at": NOON}
    store(engine, article_on("post.example", story("ferry"), **fields))
    store(engine, article_on("echo.example", story("ferry"), **fields | {"title": "Copied ferry"}))
    index(engine)
    (row,) = search(engine, "ferry")
    assert row.rank > 0
    assert row._asdict() | {"rank": None, "headline": None} == {
        "article_id": 1, "rank": None, "headline": None, "url": "https://post.example/ferry",
        "title": "The ferry", "site": "post.example", "published_at": NOON, "language": "en",
        "copy_count": 1,
    }  # fmt: skip


def test_the_rows_in_the_document_are_those_of_its_query(engine: Engine) -> None:
    document = (CHECKOUT / "docs/database.md").read_text(encoding="utf-8")
    query, table = re.findall(
        r"```sql\n(SELECT title, headline.*?)```\n\n(.*?)\n\n", document, re.DOTALL
    )[0]
    noon = "At noon the first ferries sailed to the islands."
    for path, title, body, language in (
        ("a", "Storm is over", noon, "en"),
        ("b", "新しい駅", "東京で新しい鉄道が開業した。", "ja"),
        ("c", "Timetable", "Ferries sail, and trains go.", "en"),
    ):
        publish(engine, path, body, title=title, language=language)
    lines = [f"| {title} | {headline} |" for title, headline in rows(engine, query)]
    assert table.replace("\\", "").splitlines()[2:] == lines


def test_parameters_may_be_left_out_and_named(engine: Engine) -> None:
    publish(engine, "ferry", "ferry")
    assert len(rows(engine, "SELECT * FROM news.search('ferry')")) == 1
    assert rows(engine, """SELECT * FROM news.search('ferry', "limit" => 0)""") == []


def test_a_role_that_may_call_the_function_needs_no_right_on_tables(engine: Engine) -> None:
    publish(engine, "ferry", "ferry")
    with engine.connect() as connection:
        for statement in (
            "CREATE ROLE searcher",
            "GRANT USAGE ON SCHEMA news TO searcher",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA news TO searcher",
            "SET LOCAL ROLE searcher",
        ):
            connection.execute(text(statement))
        for call in ("search('ferry')", "similar_titles('Ferry sails')"):
            found = connection.execute(text(f"SELECT title FROM news.{call}")).scalars()  # noqa: S608 - fixed calls
            assert list(found) == ["Ferry sails again"]


def test_others_may_not_call_the_function(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("CREATE ROLE searcher"))
        connection.execute(text("GRANT USAGE ON SCHEMA news TO searcher"))
        connection.execute(text("SET LOCAL ROLE searcher"))
        with pytest.raises(Exception, match="permission denied for function search"):
            connection.execute(text("SELECT * FROM news.search('ferry')"))


def test_articles_are_found_by_titles_that_are_spelled_alike(engine: Engine) -> None:
    publish(engine, "latin", "a", title="Zelenskyy meets Macron in Marseille")
    publish(engine, "cyrillic", "b", title="Зеленский встретился с Макроном")
    similar = "SELECT url FROM news.similar_titles('{}')"
    assert rows(engine, similar.format("Zelensky met Macron in Marseilles")) == [
        ("https://gazette.example/latin",)
    ]
    assert rows(engine, similar.format("Зеленський зустрівся з Макроном")) == [
        ("https://gazette.example/cyrillic",)
    ]
    assert rows(engine, similar.format("")) == rows(engine, similar.format("!?")) == []


@pytest.mark.parametrize("of_session", ["0.9", "0"])
def test_a_similar_title_is_similar_in_every_session(engine: Engine, of_session: str) -> None:
    publish(engine, "storm", story("one"), title="Ferry terminal reopens after storm")
    publish(engine, "goat", story("two"), title="The goat of the valley")
    threshold = "pg_trgm.similarity_threshold"
    with engine.connect() as connection:
        connection.execute(text(f"SET {threshold} = {of_session}"))
        similar = connection.execute(text("SELECT * FROM news.similar_titles('Ferry terminal')"))
        assert [row.title for row in similar] == ["Ferry terminal reopens after storm"]
        assert connection.execute(text(f"SHOW {threshold}")).scalar_one() == of_session


def test_news_is_searched_through_a_pool_in_transaction_mode(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    publish(engine, "ferry", "ferry")
    with pgbouncer(database_url, tmp_path / "pool") as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM news.search('ferry')").fetchone() == (1,)
