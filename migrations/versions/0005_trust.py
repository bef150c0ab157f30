"""Adds one clock for all, hosts, times of the next tries, partial pages, recurring versions.

A version recurs if a text comes back (A, B, A). Amendments are changes of metadata alone.

Revision ID: 0005
Revises: 0004
"""

from migrations.scripts import create_views, drop_views, run_script

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

VIEWS = (
    "news.all_articles", "news.articles", "news.copies", "news.article_versions", "news.changes",
    "news.sources", "news.runs", "news.rejections", "news.hosts",
)  # fmt: skip


def upgrade() -> None:
    run_script("0005_trust.sql")
    create_views(revision, *VIEWS)


def downgrade() -> None:
    drop_views(*VIEWS)
    run_script("0005_trust.down.sql")
    create_views(down_revision, *VIEWS)
