"""Migration: NOTIFY for each change, what changed between two versions, and forgotten articles.

Revision ID: 0017
Revises: 0016
"""

from migrations.scripts import build_indexes, create_views, drop_views, repeat, run_script

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

VIEWS = ("news.changes", "news.version_changes")


def upgrade() -> None:
    run_script("0017_change_feed.sql")
    build_indexes("0017_change_feed.indexes.sql")
    repeat("0017_change_feed.fill.sql")
    run_script("0017_word_differences.sql")
    create_views(revision, *VIEWS)


def downgrade() -> None:
    drop_views(*VIEWS)
    run_script("0017_change_feed.down.sql")
    create_views(down_revision, *VIEWS)
