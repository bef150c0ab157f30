"""Queues of hosts, leased by one run at a time; runs that say which process they are.

Revision ID: 0007
Revises: 0006
"""

from pathlib import Path

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_HERE = Path(__file__)


def upgrade() -> None:
    op.get_bind().exec_driver_sql(_HERE.with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    script = _HERE.with_name("0007_leases.down.sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(script)
