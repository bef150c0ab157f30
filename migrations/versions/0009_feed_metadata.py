"""Migration: adds columns for metadata of articles that comes from feeds.

The table of URLs to fetch gets the authors and the summary of an article, as a feed states them.
The table of stored texts gets a column with the names of those columns whose values come from a
feed.

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
    # The view of versions reads all columns of its table. If it was created anew by the downgrade
    # of a later migration, it depends on the column that is dropped here.
    drop_views(*VIEWS, "news.article_versions")
    run_script("0009_feed_metadata.down.sql")
    create_views(down_revision, *VIEWS, "news.article_versions")
