"""Makes the table of sketches anew; adds columns and a table for finding copies of articles.

The sketch of a text is a few hashes of the text, by which similar texts are found. A new column
holds the number by which the publisher identifies an article in its URL. By this number, a new text
of an article is told apart from a copy, which is another article. The new table `redecisions` is
for the results of `scrapy dedup`, which decides again which articles are copies.

Revision ID: 0004
Revises: 0003
"""

from alembic import op

from migrations.scripts import create_views, drop_views, run_script

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

VIEWS = (
    "newsbot.differing_decisions", "news.all_articles", "news.copies", "news.changes", "news.runs",
)  # fmt: skip


def upgrade() -> None:
    run_script("0004_copies.sql")
    create_views(revision, *VIEWS)


def downgrade() -> None:
    drop_views("newsbot.differing_decisions")
    create_views(down_revision, *VIEWS)
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
