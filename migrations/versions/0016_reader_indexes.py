"""Migration: adds indexes for readers, and keeps in `articles` what they sort and filter by.

Revision ID: 0016
Revises: 0015
"""

from alembic import op

from migrations.scripts import (
    build_indexes,
    create_views,
    drop_indexes,
    outside_transaction,
    repeat,
    run_script,
)

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

VIEWS = ("news.all_articles", "news.articles", "news.coverage_daily")

CHECK = "CHECK (site_key IS NOT NULL)"
# Requires the key of a site in a way that does not lock the table while its rows are read.
REQUIRED = (
    "ALTER TABLE newsbot.articles DROP CONSTRAINT IF EXISTS articles_site_key_check",
    f"ALTER TABLE newsbot.articles ADD CONSTRAINT articles_site_key_check {CHECK} NOT VALID",
    "ALTER TABLE newsbot.articles VALIDATE CONSTRAINT articles_site_key_check",
    "ALTER TABLE newsbot.articles ALTER COLUMN site_key SET NOT NULL",
    "ALTER TABLE newsbot.articles DROP CONSTRAINT articles_site_key_check",
)


def upgrade() -> None:
    run_script("0016_reader_indexes.sql")
    run_script("0016_reader_indexes.storage.sql")
    build_indexes("0016_reader_indexes.unfilled.indexes.sql")
    repeat("0016_reader_indexes.fill.sql")
    repeat("0016_reader_indexes.medians.fill.sql")
    with outside_transaction():
        for statement in REQUIRED:
            op.execute(statement)
    build_indexes("0016_reader_indexes.indexes.sql")
    with outside_transaction():
        drop_indexes("newsbot.articles_unfilled_idx", "newsbot.versions_held_idx")
    create_views(revision, *VIEWS)


def downgrade() -> None:
    # The columns of the views stay the same, so the older views can replace them.
    create_views(down_revision, *VIEWS)
    run_script("0016_reader_indexes.down.sql")
