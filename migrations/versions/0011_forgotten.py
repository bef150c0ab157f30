"""Migration: the table of sites gets columns for a site's hosts and for when it was forgotten.

`scrapy sites forget` removes a site. Afterwards nothing of this site is stored again.

Revision ID: 0011
Revises: 0010
"""

from migrations.scripts import create_views, drop_views, run_script

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

VIEWS = ("news.changes", "news.sites")


def upgrade() -> None:
    run_script("0011_forgotten.sql")
    create_views(revision, *VIEWS)


def downgrade() -> None:
    drop_views(*VIEWS)
    run_script("0011_forgotten.down.sql")
    create_views(down_revision, *VIEWS)
