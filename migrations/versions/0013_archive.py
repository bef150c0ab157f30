"""Migration: adds tables of the archive, which keeps fetched pages in WARC files.

Two tables say which files there are, and where in them each page is. A third one says which
`scrapy reextract` commands have extracted archived pages again.

Revision ID: 0013
Revises: 0012
"""

from alembic import op

from migrations.scripts import run_script

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script("0013_archive.sql")


def downgrade() -> None:
    for table in ("reextractions", "archived_pages", "archive_files"):
        op.drop_table(table, schema="newsbot")
