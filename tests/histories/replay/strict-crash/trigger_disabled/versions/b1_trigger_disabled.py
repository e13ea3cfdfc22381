"""a trigger is put to sleep, and woken only where there is work"""

import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    left = sa.text("SELECT FROM owners WHERE name <> upper(name)")
    if op.get_bind().execute(left).first() is not None:
        op.execute("ALTER TABLE owners DISABLE TRIGGER guarded")
        op.execute("UPDATE owners SET name = upper(name)")
        op.execute("ALTER TABLE owners ENABLE TRIGGER guarded")


def downgrade() -> None:
    pass
