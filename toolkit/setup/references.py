"""`pkg.module:NAME` in the settings, turned into what it names."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from sqlalchemy import MetaData

from toolkit.errors import SettingsError
from toolkit.settings import Settings
from toolkit.settings.reference import resolve
from toolkit.settings.words import NAME, unfit, unkept


def models(settings: Settings) -> tuple[MetaData, ...]:
    """The metadata of `models`; a declarative base stands for its metadata."""
    found = [resolve(one, "models", settings.root) for one in settings.models]
    metadata = tuple(getattr(one, "metadata", one) for one in found)
    for reference, one in zip(settings.models, metadata, strict=True):
        if not isinstance(one, MetaData):
            raise SettingsError(
                f"models names {reference}, which is no SQLAlchemy MetaData",
                why=f"it is of type {type(one).__name__}",
                next="Name the MetaData, or the declarative base",
            )
    return metadata


def enums(settings: Settings) -> dict[str, tuple[str, ...]]:
    """The labels of every declared enum type, in order."""
    found: Any = settings.enums
    if isinstance(found, str):
        found = resolve(found, "enums", settings.root) if found else {}
    if not isinstance(found, Mapping):
        raise SettingsError(
            "enums is not a table of types and labels",
            why=f"it is of type {type(found).__name__}",
            next="Mend enums",
        )
    declared = {str(name): _labels(name, labels) for name, labels in found.items()}
    for name, labels in declared.items():
        _refuse_unkept(name, labels)
    return declared


def _refuse_unkept(name: str, labels: Sequence[str]) -> None:
    """PostgreSQL would cut the type's name, or refuse the label."""
    schema, dot, bare = name.rpartition(".")
    for word in ((schema, bare) if dot else (bare,)) + tuple(filter(None, labels)):
        if why := unfit(word) or unkept(word):
            raise SettingsError(
                f"enums: {name[:NAME]} cannot be made", why=why, next="Name it otherwise in enums"
            )


def _labels(name: object, labels: object) -> tuple[str, ...]:
    if isinstance(labels, type) and issubclass(labels, Enum):
        return tuple(str(member.value) for member in labels)
    if isinstance(labels, Sequence) and not isinstance(labels, str):
        return tuple(str(label) for label in labels)
    raise SettingsError(
        f"enums: {name} is neither a list of labels nor an Enum class",
        why=f"it is of type {type(labels).__name__}",
        next="Mend enums",
    )


def rows(settings: Settings) -> dict[str, Sequence[Mapping[str, Any]]]:
    """The reference rows of every table."""
    found = resolve(settings.rows, "rows", settings.root) if settings.rows else {}
    if not isinstance(found, Mapping):
        raise SettingsError(
            "rows is not a table of tables and rows",
            why=f"it is of type {type(found).__name__}",
            next="Mend rows",
        )
    return dict(found)
