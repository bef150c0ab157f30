"""The source of each date, the publisher's own clock, and the organisations in bylines.

Revision ID: 0002
Revises: 0001
"""

import re
from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_HERE = Path(__file__)
_FIRST = _HERE.with_name("0001_first_schema.sql")
_OF_ARTICLES = re.compile(r"^(?:CREATE VIEW|COMMENT ON \w+) news\.(?:all_)?articles\b")
_COLUMNS = ("published_source", "modified_source", "published_offset_minutes", "credits")


def upgrade() -> None:
    op.get_bind().exec_driver_sql(_HERE.with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    # A view can gain columns in place, but only a new one has fewer.
    op.execute("DROP VIEW news.articles, news.all_articles")
    for column in _COLUMNS:
        op.drop_column("versions", column, schema="newsbot")
    script = _FIRST.read_text(encoding="utf-8")
    statements = (part.strip() for part in script.split(";\n"))
    first_views = filter(_OF_ARTICLES.match, statements)
    op.get_bind().exec_driver_sql(";\n".join(first_views))
