"""Migration: adds columns for the metadata of articles that feeds state.

A URL to be fetched gets the authors and the summary that a feed states. A stored version of an
article gets the names of the columns whose values come from a feed.

Revision ID: 0009
Revises: 0008
"""

from migrations.scripts import create_views, drop_views, run_script

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

VIEWS = ("news.all_articles", "news.articles")


def upgrade() -> None:
    run_script("0009_feed_metadata.sql")
    create_views(revision, *VIEWS)


def downgrade() -> None:
    drop_views(*VIEWS)
    run_script("0009_feed_metadata.down.sql")
    create_views(down_revision, *VIEWS)
