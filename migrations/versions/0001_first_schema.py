"""The first schema: tables in `newsbot`, views for readers in `news`.

Revision ID: 0001
"""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    script = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(script)


def downgrade() -> None:
    op.execute("DROP SCHEMA news CASCADE")
    for table in (
        "rejections", "runs", "changes", "sketches", "versions", "articles",
        "frontier", "sources", "sites",
    ):  # fmt: skip
        op.drop_table(table, schema="newsbot")
