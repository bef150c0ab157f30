"""One clock, hosts, ladders of tries, partial pages, versions that come back, amendments.

Revision ID: 0005
Revises: 0004
"""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_HERE = Path(__file__)


def upgrade() -> None:
    op.get_bind().exec_driver_sql(_HERE.with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    script = _HERE.with_name("0005_trust.down.sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(script)
