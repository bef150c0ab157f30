"""Migration: adds the view news.storage, and notes what `scrapy db prune` deleted.

Revision ID: 0020
Revises: 0019
"""

from migrations.scripts import create_views, drop_views, run_script

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script("0020_storage.sql")
    create_views(revision, "news.storage")


def downgrade() -> None:
    drop_views("news.storage")
    run_script("0020_storage.down.sql")
