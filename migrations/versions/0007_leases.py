"""Migration: adds queues of crawling work, and columns by which a dead crawl run is recognised.

A queue is the crawling work of one host, or of several hosts that share a server. A run leases a
queue to work on it. Only one run at a time may lease a queue.

Revision ID: 0007
Revises: 0006
"""

from migrations.scripts import create_views, drop_views, run_script

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

VIEWS = (
    "news.runs", "news.sources", "news.source_health", "news.coverage_daily",
    "news.all_articles", "news.articles", "news.article_versions",
)  # fmt: skip


def upgrade() -> None:
    run_script("0007_leases.sql")
    create_views(revision, *VIEWS)


def downgrade() -> None:
    drop_views(*VIEWS)
    run_script("0007_leases.down.sql")
    create_views(down_revision, *VIEWS)
