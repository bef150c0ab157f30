"""Migration: adds an index by which the URLs that a source has listed are found.

Revision ID: 0014
Revises: 0013
"""

from alembic import op

from migrations.scripts import run_script

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script("0014_frontier_sources.sql")


def downgrade() -> None:
    op.drop_index("frontier_source_idx", "frontier", schema="newsbot")
