"""Migration: adds indexes for readers, and keeps in `articles` what they sort and filter by.

Revision ID: 0016
Revises: 0015
"""

from migrations.scripts import create_views, run_script

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

VIEWS = ("news.all_articles", "news.articles", "news.coverage_daily")


def upgrade() -> None:
    run_script("0016_reader_indexes.sql")
    run_script("0016_reader_indexes.fill.sql")
    run_script("0016_reader_indexes.indexes.sql")
    create_views(revision, *VIEWS)


def downgrade() -> None:
    # The columns of the views stay the same, so the older views can replace them.
    create_views(down_revision, *VIEWS)
    run_script("0016_reader_indexes.down.sql")
