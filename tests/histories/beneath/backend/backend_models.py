"""Found where `alembic` is typed."""

import sqlalchemy as sa

metadata = sa.MetaData()
things = sa.Table("things", metadata, sa.Column("id", sa.Integer, primary_key=True))
