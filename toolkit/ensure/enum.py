"""Enum types and their labels, converging: what Alembic has no directive for."""

from toolkit.catalog import enums, places
from toolkit.catalog.program import Program, unless
from toolkit.catalog.sql import array, literal, written_name
from toolkit.catalog.twin import decided
from toolkit.ensure.settle import settle
from toolkit.ensure.types import enum_program

_LABELS = """(SELECT pg_catalog.array_agg(e.enumlabel::text) FROM pg_catalog.pg_enum e
    JOIN pg_catalog.pg_type t ON t.oid = e.enumtypid
    JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
    WHERE n.nspname = hive_home AND t.typname = {name})::text[]"""


def enum(name: str, *labels: str, schema: str | None = None) -> None:
    """Create the type, add missing labels in their places, or see that it is there.

    More labels are a note; another order is drift. A label that was added to a type can be used
    only after the transaction.
    """
    settle(enum_program(name, labels, places.made(schema)))


def enum_value(
    type_name: str,
    label: str,
    *,
    before: str | None = None,
    after: str | None = None,
    schema: str | None = None,
) -> None:
    """Add one label before or after another, or at the end. Elsewhere already: drift."""
    where = f" BEFORE {literal(before)}" if before else f" AFTER {literal(after)}" if after else ""
    value = f"ALTER TYPE {written_name(schema, type_name)} ADD VALUE {literal(label)}{where}"
    absent = decided("absent", "enum", "", type_name, literal(literal(label)), [value])
    labels = _LABELS.replace("{name}", literal(type_name))
    # A neighbour that went is no reason to stop: the label is there.
    near = array([one for one in (after, label, before) if one is not None])
    order = f"ARRAY(SELECT l FROM unnest({near}) l WHERE l = ANY ({labels}))"  # noqa: S608 (quoted)
    query = enums.query([("hive_home", type_name, order)])
    there = f"{literal(label)} = ANY ({labels})"
    body = unless(there, absent, f"hive_decided := ({query});")
    settle(Program(f"ensure label of {type_name}", places.type_(schema, type_name), body))
