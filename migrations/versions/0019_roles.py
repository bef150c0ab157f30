"""Migration: adds the function with which the crawler creates and drops the partitions of days.

The crawler then needs no right to create or drop tables. The roles themselves are made by
`scrapy db roles`, because they belong to the whole server and not to one database.

Revision ID: 0019
Revises: 0018
"""

from alembic import op

from migrations.scripts import run_script

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script("0019_roles.sql")


def downgrade() -> None:
    op.execute("DROP FUNCTION newsbot.day_partition(text, text, date)")
