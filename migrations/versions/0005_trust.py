"""Adds newsbot.now(), hosts, times of the next tries, partial pages, and amendments.

Amendments are changes of metadata alone. From now on, a text that comes back (A, B, A) is a new
version.

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
