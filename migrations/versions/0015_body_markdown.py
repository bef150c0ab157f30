"""Migration: adds the body in Markdown, and how sure the model is of the body.

Revision ID: 0015
Revises: 0014
"""

from alembic import op

from migrations.scripts import create_views, drop_views, run_script

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

VIEWS = ("news.all_articles", "news.articles")


def upgrade() -> None:
    run_script("0015_body_markdown.sql")
    create_views(revision, *VIEWS)


def downgrade() -> None:
    # `news.article_versions` stays as it is: it reads only the columns that the table had when the
    # view was created. The columns that are dropped here were added later.
    drop_views(*VIEWS)
    op.drop_column("versions", "body_certainty", schema="newsbot")
    op.drop_column("versions", "body_markdown", schema="newsbot")
    create_views(down_revision, *VIEWS)
