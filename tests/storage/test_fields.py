"""Metadata is declared in newsbot.items: the table and the views have each of its fields."""

from dataclasses import fields
from typing import get_type_hints

from sqlalchemy import Engine

from newsbot.items import Article, Metadata, Precision
from newsbot.storage.models.article_tables import versions
from tests.storage.making import NOON, article, rows, store

FIELDS = [field.name for field in fields(Metadata)]
NOT_SHOWN = {"based_on"}
"""What is stored to find originals, and is nothing that readers ask for."""
OF_COPIES = ["copy_of", "similarity", "containment"]
# Columns that no field of an article fills.
OF_STORAGE = {
    "id", "article_id", "number", "is_current", "seen_between", "seen_until", "cause",
    "text_sha256", "content_sha256", "word_count", "held", "may_follow",
}  # fmt: skip
SAMPLES = {
    str | None: "en",
    str: "Ferry sails",
    tuple[str, ...]: ("Ada Holm", "Jo Brandt"),
    type(NOON) | None: NOON,
    Precision | None: "day",
    int | None: -300,
    bool | None: False,
}
"""By type a value that differs from what a field has when nothing is said."""


def columns_of(engine: Engine, view: str) -> dict[str, str]:
    """The view's columns in their order, each with its comment."""
    found = rows(
        engine,
        f"""
        SELECT attname, col_description(attrelid, attnum) FROM pg_attribute
        WHERE attrelid = '{view}'::regclass AND attnum > 0 ORDER BY attnum
        """,  # noqa: S608 - fixed names
    )
    return dict(found)


def test_a_field_of_the_metadata_is_a_column_of_versions() -> None:
    missing = [name for name in FIELDS if name not in versions.c]
    assert not missing, f"newsbot.versions lacks {missing}: see newsbot.storage.models, migrations"


def test_a_field_of_the_metadata_is_shown_to_readers(engine: Engine) -> None:
    shown = columns_of(engine, "news.all_articles")
    missing = [name for name in FIELDS if name not in shown and name not in NOT_SHOWN]
    assert not missing, f"news.all_articles lacks {missing}: see migrations/views"


def test_a_column_of_versions_is_a_field_of_an_article_or_the_storages_own() -> None:
    known = {field.name for field in fields(Article)} | OF_STORAGE
    strange = sorted(set(versions.c.keys()) - known)
    assert not strange, f"no field of newsbot.items.Article fills {', '.join(strange)}"


def test_the_view_without_copies_has_the_other_columns_and_their_comments(engine: Engine) -> None:
    every = columns_of(engine, "news.all_articles")
    own = {name: comment for name, comment in every.items() if name not in OF_COPIES}
    assert list(columns_of(engine, "news.articles").items()) == list(own.items()), (
        "run the text of news.articles again after that of news.all_articles"
    )


def test_whatever_a_page_says_can_be_read_again(engine: Engine) -> None:
    kinds = get_type_hints(Metadata)
    said = {name: SAMPLES[kinds[name]] for name in FIELDS}
    store(engine, article("a", **said))
    for view, hidden in (("news.articles", NOT_SHOWN), ("newsbot.versions", set())):
        names = [name for name in FIELDS if name not in hidden]
        (stored,) = rows(engine, f"SELECT {', '.join(names)} FROM {view}")  # noqa: S608 - fixed names
        found = [tuple(value) if isinstance(value, list) else value for value in stored]
        assert dict(zip(names, found, strict=True)) == {name: said[name] for name in names}
