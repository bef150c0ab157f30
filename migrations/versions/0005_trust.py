"""Adds the tables hosts and amendments, columns for retries, and the function newsbot.now().

The table `hosts` holds the pause and the robots.txt of each host. An amendment is a change of
metadata while the text stays the same. newsbot.now() is the current moment; tests can shift it.

From this revision on, if an article changes from text A to B and back to A, the second A is a
version of its own.

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
