"""Adds a table of the blocks (paragraphs) of each article, stored as hashes.

A block that recurs in many articles of a site is boilerplate.

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
