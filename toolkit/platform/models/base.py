"""What all models share: names of constraints, types of columns, keys and clocks."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import DateTime, Double, Enum, ForeignKey, MetaData, Text, Uuid, text
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column

from toolkit.platform.enums import TYPE_NAMES

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "%(constraint_name)s",  # refuses a check without a name, never prefixes one twice
    }
)


def _type_of(members: type[StrEnum], name: str) -> Enum:
    return Enum(
        members,
        name=name,
        metadata=metadata,
        values_callable=lambda enum: [member.value for member in enum],
    )


class Base(DeclarativeBase):
    """The declarative base of every model of the platform."""

    metadata = metadata
    type_annotation_map: dict[Any, Any] = {
        datetime: DateTime(timezone=True),
        float: Double(),
        str: Text(),
        uuid.UUID: Uuid(),
    } | {members: _type_of(members, name) for members, name in TYPE_NAMES.items()}


Key = Annotated[
    uuid.UUID, mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
]
Moment = Annotated[datetime, mapped_column(server_default=text("now()"))]


def reference(target: str, ondelete: str, *, index: bool = True) -> MappedColumn[Any]:
    """A foreign key to `target`, indexed unless a wider index begins with it."""
    return mapped_column(ForeignKey(target, ondelete=ondelete), index=index)
