"""Migration: adds a table of further URLs of articles, and a count to the view news.runs.

One article may have several pages: its ordinary page, and pages for AMP (Google's format for
phones), for phones or for print. The URLs of two of its pages may also differ only in their
parameters. The view news.runs gets a column with the number of pages, in each run, that had
such a further URL.

Revision ID: 0010
Revises: 0009
"""

from migrations.scripts import create_views, drop_views, run_script

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script("0010_one_article.sql")
    create_views(revision, "news.runs", "news.article_urls")


def downgrade() -> None:
    drop_views("news.runs", "news.article_urls")
    run_script("0010_one_article.down.sql")
    create_views(down_revision, "news.runs")
