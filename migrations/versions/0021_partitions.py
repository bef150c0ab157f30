"""Migration: adds the WARC files that machines share out among themselves, and their days.

Revision ID: 0021
Revises: 0020
"""

from alembic import op

from migrations.scripts import run_script

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script("0021_partitions.sql")


def downgrade() -> None:
    for table in ("archive_days", "partition_days", "partitions"):
        op.drop_table(table, schema="newsbot")
