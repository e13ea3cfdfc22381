"""What every model is made from."""

from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass
