"""Operations of which Alembic has none: schemas and enum types made, given labels, dropped."""

import ast
import textwrap
from dataclasses import dataclass
from typing import Any

from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import MigrateOperation

from toolkit.ensure.autogenerate.directives import ENSURE
from toolkit.ensure.autogenerate.source import arranged

BLOCK = "with op.get_context().autocommit_block():"


@dataclass
class CreateSchemaOp(MigrateOperation):
    schema: str

    def reverse(self) -> "DropSchemaOp":
        return DropSchemaOp(self.schema)

    def to_diff_tuple(self) -> tuple[Any, ...]:
        return "add_schema", self.schema


@dataclass
class DropSchemaOp(MigrateOperation):
    schema: str


@dataclass
class CreateEnumOp(MigrateOperation):
    name: str
    labels: tuple[str, ...]
    schema: str | None = None

    def reverse(self) -> "DropEnumOp":
        return DropEnumOp(self.name, self.labels, self.schema)

    def to_diff_tuple(self) -> tuple[Any, ...]:
        return "add_enum", self.schema, self.name, self.labels


@dataclass
class DropEnumOp(MigrateOperation):
    name: str
    labels: tuple[str, ...]
    schema: str | None = None

    def reverse(self) -> CreateEnumOp:
        return CreateEnumOp(self.name, self.labels, self.schema)

    def to_diff_tuple(self) -> tuple[Any, ...]:
        return "remove_enum", self.schema, self.name, self.labels


@dataclass(frozen=True)
class Label:
    """One that is to be added; one of `before` and `after`, or neither: at the end."""

    text: str
    before: str | None = None
    after: str | None = None


@dataclass
class AddLabelsOp(MigrateOperation):
    """`committed`: what comes after it in the same migration uses one of them."""

    name: str
    labels: tuple[Label, ...]
    schema: str | None = None
    committed: bool = False

    def reverse(self) -> "KeepLabelsOp":
        return KeepLabelsOp(self.name, self.labels)

    def to_diff_tuple(self) -> tuple[Any, ...]:
        return "add_enum_labels", self.schema, self.name, tuple(one.text for one in self.labels)


@dataclass
class KeepLabelsOp(MigrateOperation):
    """Nothing is done; `alone` says that nothing else is in the downgrade either."""

    name: str
    labels: tuple[Label, ...]
    alone: bool = False


OURS = (CreateSchemaOp, DropSchemaOp, CreateEnumOp, DropEnumOp, AddLabelsOp, KeepLabelsOp)


@renderers.dispatch_for(CreateSchemaOp)
def _create_schema(context: AutogenContext, op: CreateSchemaOp) -> list[str]:
    return _call(context, "schema", op.schema)


@renderers.dispatch_for(DropSchemaOp)
def _drop_schema(context: AutogenContext, op: DropSchemaOp) -> list[str]:
    return _call(context, "no_schema", op.schema)


@renderers.dispatch_for(CreateEnumOp)
def _create(context: AutogenContext, op: CreateEnumOp) -> list[str]:
    return _call(context, "enum", op.name, *op.labels, schema=op.schema)


@renderers.dispatch_for(DropEnumOp)
def _drop(context: AutogenContext, op: DropEnumOp) -> list[str]:
    return _call(context, "no_enum", op.name, schema=op.schema)


@renderers.dispatch_for(AddLabelsOp)
def _add(context: AutogenContext, op: AddLabelsOp) -> list[str]:
    """A label can be used in the transaction that adds it only where that made the type too."""
    lines = [
        line
        for one in op.labels
        for line in _call(
            context, "enum_value", op.name, one.text,
            before=one.before, after=one.after, schema=op.schema,
        )
    ]  # fmt: skip
    if not op.committed:
        return lines
    comment = "# Committed at once: a label can be used only after its transaction."
    return [comment, BLOCK, *lines, ""]


@renderers.dispatch_for(KeepLabelsOp)
def _keep(_: AutogenContext, op: KeepLabelsOp) -> list[str]:
    texts = ", ".join(repr(one.text) for one in op.labels)
    comment = f"# Stays in {op.name!r}, for PostgreSQL removes no label: {texts}"
    return [*_folded(comment), *(["pass"] if op.alone else [])]


def _folded(comment: str) -> list[str]:
    """In lines of comments; a label may have any character, a comment none that ends it."""
    return textwrap.wrap(comment, 80, subsequent_indent="# ", break_on_hyphens=False)


def _call(context: AutogenContext, name: str, *labels: str, **options: str | None) -> list[str]:
    context.imports.add(ENSURE)
    call = ast.Call(
        ast.Attribute(ast.Name("ensure"), name),
        [ast.Constant(one) for one in labels],
        [ast.keyword(key, ast.Constant(one)) for key, one in options.items() if one is not None],
    )
    return arranged(call)
