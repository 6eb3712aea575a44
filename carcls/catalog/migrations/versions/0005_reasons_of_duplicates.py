"""Reasons of duplicates

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

LINKS = {
    'agreeing': sa.Float(),
    'turn': sa.String(),
    'box_a': sa.JSON(),
    'box_b': sa.JSON(),
    'gain': sa.Float(),
    'offset': sa.Float(),
    'covered': sa.Float(),
    'overlay_on': sa.String(length=1),
    'border_on': sa.String(length=1),
    'identical': sa.Boolean(),
}
MEMBERS = {
    'partner_sha256': sa.String(length=64),
    'changes': sa.String(),
    'correlation': sa.Float(),
    'scale': sa.Float(),
    'box': sa.JSON(),
}


def upgrade() -> None:
    for table, columns in (('duplicate_links', LINKS), ('groups', MEMBERS)):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, kind in columns.items():
                batch_op.add_column(sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    for table, columns in (('groups', MEMBERS), ('duplicate_links', LINKS)):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in columns:
                batch_op.drop_column(name)
