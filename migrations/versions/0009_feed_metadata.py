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
    # PostgreSQL does not drop a column that a view uses. The view news.article_versions may use the
    # columns that are dropped here: if a later migration was downgraded before, it has created the
    # view with all columns of the table. So the view is dropped first, and is created again at the
    # end.
    drop_views(*VIEWS, "news.article_versions")
    run_script("0009_feed_metadata.down.sql")
    create_views(down_revision, *VIEWS, "news.article_versions")
