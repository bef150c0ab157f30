"""Adds columns: where dates were found, the publisher's UTC offset, organisations in bylines.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

from migrations.scripts import create_views, drop_views, run_script

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

VIEWS = ("news.all_articles", "news.articles")


def upgrade() -> None:
    run_script("0002_where_dates_come_from.sql")
    create_views(revision, *VIEWS)


def downgrade() -> None:
    drop_views(*VIEWS)
    for column in ("published_source", "modified_source", "published_offset_minutes", "credits"):
        op.drop_column("versions", column, schema="newsbot")
    create_views(down_revision, *VIEWS)
