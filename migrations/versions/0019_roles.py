"""Migration: adds the function with which the crawler creates and drops the partitions of days.

The crawler then needs no right to create or drop tables. Two functions that a view calls run with
the rights of their owner from now on, because readers have no rights in the schema newsbot. The
roles themselves are made by `scrapy db roles`, because they belong to the whole server and not to
one database.

Revision ID: 0019
Revises: 0018
"""

from migrations.scripts import run_script

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script("0019_roles.sql")


def downgrade() -> None:
    run_script("0019_roles.down.sql")
