"""Adds the keys of each article's blocks, from which the boilerplate of a site is learned.

Revision ID: 0003
Revises: 0002
"""

from alembic import op

from migrations.scripts import run_script

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script("0003_site_blocks.sql")


def downgrade() -> None:
    op.drop_table("article_blocks", schema="newsbot")
