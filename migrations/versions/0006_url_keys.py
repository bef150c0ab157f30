"""By which version of newsbot.urls.url_key stored URLs have their keys; no passwords in rows.

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
