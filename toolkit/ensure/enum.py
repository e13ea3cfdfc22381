"""Enum types and their labels, converging: what Alembic has no directive for."""

from alembic import op

from toolkit.catalog import enums, places
from toolkit.catalog.decision import Decision, Verdict
from toolkit.catalog.declaration import Name
from toolkit.catalog.sql import literal, written_name
from toolkit.ensure.context import emit, offline
from toolkit.ensure.settle import settle


def enum(name: str, *labels: str, schema: str | None = None) -> None:
    """Create the type, add missing labels in their places, or see that it is there.

    More labels are a note; another order is drift. A label that was added to a type can be used
    only after the transaction.
    """
    if offline():
        return emit(f"CREATE TYPE {written_name(schema, name)} AS {_words(labels)}")
    connection = op.get_bind()
    home = schema or places.current(connection)
    return settle(connection, [enums.decide_enum(connection, name, labels, home)])


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
    if offline():
        words = f"ADD VALUE {literal(label)}{where}"
        return emit(f"ALTER TYPE {written_name(schema, type_name)} {words}")
    connection = op.get_bind()
    (home,) = places.types(connection, [(schema, type_name)])
    name = Name(home, "", type_name)
    labels = enums.labels_of(connection, [name]).get(name, ())
    if label not in labels:
        return emit(enums.add_value(name, label, where))
    neighbours = [one for one in (after, label, before) if one is not None]
    return settle(connection, [_in_place(name, neighbours, labels)])


def _in_place(name: Name, neighbours: list[str], labels: tuple[str, ...]) -> Decision:
    decision = enums.decide(name, neighbours, [one for one in labels if one in neighbours])
    if decision.verdict is Verdict.LESS:  # the neighbour went; the label is there
        return Decision(Verdict.EQUAL, decision.declared, decision.found)
    return decision


def _words(labels: tuple[str, ...]) -> str:
    return enums.declaration(Name("", "", ""), labels).definition
