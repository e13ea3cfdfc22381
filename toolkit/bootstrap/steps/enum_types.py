"""Enum types: absent ones before the migrations, the labels of all of them after."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from toolkit.bootstrap.connections import Connections
from toolkit.catalog import enums, places
from toolkit.catalog.decision import Decision, Verdict
from toolkit.catalog.sql import array, ident, literal, run
from toolkit.findings import Change, Survey

Labels = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class EnumTypes:
    """What the migrations take for granted; a type that is there is left to EnumLabels."""

    enums: Labels
    name: ClassVar[str] = "enum types"
    together: ClassVar[bool] = True

    def survey(self, here: Connections) -> Survey:
        if not here.there():
            return Survey(tuple(_creation(name) for name in self.enums))
        decided = decide(here, self.enums)
        absent = {name: it for name, it in decided.items() if it.verdict is Verdict.ABSENT}
        schemas = _absent_schemas(here, absent.values())
        made = (Change(name, f"create schema {name}, for enum types") for name in schemas)
        return Survey((*made, *(_creation(name) for name in absent)))

    def apply(self, here: Connections, changes: Sequence[Change]) -> None:
        converge(here, changes, self.enums)


@dataclass(frozen=True)
class EnumLabels:
    """Missing labels are added in their places; more is a note, another order is drift."""

    enums: Labels
    name: ClassVar[str] = "enum labels"
    together: ClassVar[bool] = True

    def survey(self, here: Connections) -> Survey:
        if not here.there():
            return Survey()
        decided = decide(here, self.enums)
        if here.revisions:
            return Survey(
                notes=tuple(_later(name, it) for name, it in decided.items() if _open(it))
            )
        return Survey(
            tuple(_extension(name, it) for name, it in decided.items() if it.sql),
            tuple(it.drift() for it in decided.values() if it.drifted),
            tuple(it.note() for it in decided.values() if it.verdict is Verdict.MORE),
        )

    def apply(self, here: Connections, changes: Sequence[Change]) -> None:
        converge(here, changes, self.enums)


def decide(here: Connections, declared: Labels) -> dict[str, Decision]:
    """Every type in two questions; "schema.name" names a schema, a bare name is searched for.

    Where no schema of the search path exists yet, its first one is where a type belongs.
    """
    first = next(iter(here.target.search_path), "public")
    split = [_split(name) for name in declared]
    schemas = [literal(at or first) for at in places.types(here.app, split)]
    labels = map(array, declared.values())
    wanted = zip(schemas, (name for _, name in split), labels, strict=True)
    decided = enums.decide(here.app, list(wanted))
    here.app.rollback()
    return dict(zip(declared, decided, strict=True))


def converge(here: Connections, changes: Sequence[Change], declared: Labels) -> None:
    """Create the types and their schemas, or add their missing labels, in one transaction."""
    subjects = [one.subject for one in changes]
    decided = decide(here, {name: declared[name] for name in subjects if name in declared})
    for schema in (name for name in subjects if name not in declared):
        run(here.app, f"CREATE SCHEMA IF NOT EXISTS {ident(schema)}")
    statements = [sql for decision in decided.values() for sql in decision.sql]
    if statements:
        run(here.app, ";\n".join(statements))
    here.app.commit()


def _absent_schemas(here: Connections, decided: Iterable[Decision]) -> list[str]:
    """Of the schemas that these types belong in, those that are not there."""
    wanted = {decision.declared.name.schema for decision in decided}
    if not wanted:
        return []
    there = {schema for (schema,) in run(here.app, "SELECT nspname FROM pg_catalog.pg_namespace")}
    here.app.rollback()
    return sorted(wanted - there)


def _split(name: str) -> tuple[str | None, str]:
    schema, dot, bare = name.rpartition(".")
    return (schema, bare) if dot else (None, name)


def _open(decision: Decision) -> bool:
    return not decision.converged and decision.verdict is not Verdict.ABSENT


def _creation(name: str) -> Change:
    return Change(name, f"create enum type {name}")


def _extension(name: str, decision: Decision) -> Change:
    if decision.found is None:
        return _creation(name)
    return Change(name, "; ".join(decision.sql))


def _later(name: str, decision: Decision) -> str:
    return (
        f"{name} is not as declared yet; pending revisions may change it"
        f" (declared {decision.declared}, found {decision.found})"
    )
