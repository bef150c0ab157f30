"""Sketches by day, what tells originals from copies, and what tells revisions from copies.

Revision ID: 0004
Revises: 0003
"""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute("DROP VIEW newsbot.differing_decisions")
    op.drop_table("redecisions", schema="newsbot")
    op.drop_column("article_blocks", "is_reprint", schema="newsbot")
    op.drop_index("versions_content_sha256_idx", schema="newsbot")
    op.create_index("versions_content_sha256_idx", "versions", ["content_sha256"], schema="newsbot")
    op.drop_column("versions", "recurring_lines", schema="newsbot")
    op.drop_column("versions", "based_on", schema="newsbot")
    op.drop_column("articles", "article_number", schema="newsbot")
    op.drop_table("sketch_days", schema="newsbot")
    op.drop_table("sketches", schema="newsbot")
    op.execute("""
        CREATE TABLE newsbot.sketches (
            hash bigint NOT NULL,
            fetched_at timestamptz NOT NULL,
            version_id bigint NOT NULL,
            PRIMARY KEY (hash, fetched_at, version_id)
        )
    """)
