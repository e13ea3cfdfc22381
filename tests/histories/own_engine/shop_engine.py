"""An engine that is made when this is imported, for one database."""

import os

import sqlalchemy as sa

engine = sa.create_engine(
    sa.make_url(os.environ["SHOP_URL"]).set(drivername="postgresql+psycopg"), poolclass=sa.NullPool
)
