"""Creates the first tables, in schema `newsbot`, and views for SQL readers, in schema `news`.

Revision ID: 0001
"""

from alembic import op

from migrations.scripts import create_views, run_script

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

VIEWS = (
    "news.all_articles", "news.articles", "news.copies", "news.article_versions", "news.changes",
    "news.sites", "news.sources", "news.runs", "news.rejections",
)  # fmt: skip


def upgrade() -> None:
    run_script("0001_first_schema.sql")
    create_views(revision, *VIEWS)


def downgrade() -> None:
    op.execute("DROP SCHEMA news CASCADE")
    for table in (
        "rejections", "runs", "changes", "sketches", "versions", "articles",
        "frontier", "sources", "sites",
    ):  # fmt: skip
        op.drop_table(table, schema="newsbot")
