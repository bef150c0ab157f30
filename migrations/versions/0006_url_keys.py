"""Stores which version of newsbot.urls.url_key made the URL keys; removes passwords from URLs.

A URL key is a hash of a URL. From this revision on, the kind of a source (e.g. "feed") may be any
text.

Revision ID: 0006
Revises: 0005
"""

from alembic import op

from migrations.scripts import run_script

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script("0006_url_keys.sql")


def downgrade() -> None:
    op.drop_table("url_key_versions", schema="newsbot")
    # The table may already have sources of kinds that this constraint forbids. NOT VALID means that
    # PostgreSQL does not check the existing rows.
    op.create_check_constraint(
        op.f("sources_kind_check"),
        "sources",
        "kind IN ('feed', 'sitemap', 'section')",
        schema="newsbot",
        postgresql_not_valid=True,
    )
