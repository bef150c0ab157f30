"""Migration: adds a table of the pages that backfills read, and counts these pages for each run.

A backfill is a crawl that fetches articles of the past. The pages that it reads are sitemaps and
section pages.

Revision ID: 0012
Revises: 0011
"""

from alembic import op

from migrations.scripts import create_views, drop_views, run_script

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script("0012_backfill.sql")
    create_views(revision, "news.runs")


def downgrade() -> None:
    drop_views("news.runs")
    op.drop_table("backfill_pages", schema="newsbot")
    create_views(down_revision, "news.runs")
