"""What the linter of new migrations finds."""

import pytest

from migrations import lint

COLUMN = "ALTER TABLE newsbot.sites ADD COLUMN motto text;\n"
INDEX = "CREATE INDEX CONCURRENTLY IF NOT EXISTS by_motto ON newsbot.sites (motto);\n"


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("ALTER TABLE newsbot.sites DROP COLUMN name;", "ban-drop-column"),
        ("DROP TABLE newsbot.sites;", "ban-drop-table"),
        ("ALTER TABLE newsbot.sites RENAME COLUMN name TO title;", "renaming-column"),
        ("ALTER TABLE newsbot.sites ADD COLUMN a text NOT NULL;", "adding-required-field"),
        ("CREATE INDEX by_name ON newsbot.sites (name);", "require-concurrent-index-creation"),
    ],
)
def test_what_breaks_the_last_release_or_locks_others_out_is_found(tmp_path, sql, rule):
    file = tmp_path / "0099_sites.sql"
    file.write_text(sql, encoding="utf-8")
    assert rule in lint.problems_of([file])


def test_a_script_of_one_transaction_need_not_be_repeatable(tmp_path):
    file = tmp_path / "0099_sites.sql"
    file.write_text(COLUMN, encoding="utf-8")
    assert not lint.problems_of([file])


def test_a_script_before_one_that_leaves_the_transaction_has_to_be_repeatable(tmp_path):
    script, indexes = tmp_path / "0099_sites.sql", tmp_path / "0099_sites.indexes.sql"
    script.write_text(COLUMN, encoding="utf-8")
    indexes.write_text(INDEX, encoding="utf-8")
    assert "prefer-robust-stmts" in lint.problems_of([script, indexes])
    script.write_text(COLUMN.replace("COLUMN", "COLUMN IF NOT EXISTS"), encoding="utf-8")
    assert not lint.problems_of([script, indexes])
