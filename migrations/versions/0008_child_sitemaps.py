"""Migration: adds a table of the sitemaps that are listed in sitemap indexes.

Revision ID: 0008
Revises: 0007
"""

from alembic import op

from migrations.scripts import run_script

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script("0008_child_sitemaps.sql")


def downgrade() -> None:
    op.drop_table("child_sitemaps", schema="newsbot")
