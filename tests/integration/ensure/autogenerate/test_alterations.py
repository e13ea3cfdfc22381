"""What changes: columns, labels, types, names; from the models to a migration and back."""

import inspect
import shutil
from pathlib import Path
from typing import Any

import alembic
import pytest
from alembic import op

from toolkit import ensure
from toolkit.ensure.autogenerate.directives import TWINS

ROOT = Path(__file__).parents[4]
TEMPLATES = {
    "ours": ROOT / "migrations/script.py.mako",
    "alembics": Path(alembic.__file__).parent / "templates/generic/script.py.mako",
}
BY_NAME = """
        autogenerate_plugins=["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"],
"""


@pytest.mark.parametrize("template", TEMPLATES)
def test_from_nothing_and_on(project: Any, template: str) -> None:
    shutil.copy(TEMPLATES[template], project.root / "migrations")
    project.env(BY_NAME)
    project.models(project.FIRST)
    first = project.converges()
    assert "op.create" not in first
    assert first.index('ensure.enum("mood"') < first.index('"people"')
    assert first.index('ensure.no_table("people"') < first.index('ensure.no_enum("mood"')
    project.models(project.SECOND)
    second = project.converges()
    assert 'ensure.enum_value("mood", "furious", before="sad")' in second
    assert 'ensure.enum_value("mood", "calm", after="sad")' in second
    assert 'ensure.no_enum("size")' in second
    assert 'ensure.no_constraint(op.f("ck_people_name"), "people"' in second
    assert "autocommit_block" not in second
    assert "# Stays in 'mood', for PostgreSQL removes no label: 'furious', 'calm'" in second
    project.models("")
    third = project.converges()
    assert 'ensure.enum("mood", "furious", "sad", "calm", "happy")' in third


def test_every_directive_has_its_twin() -> None:
    directives = {name for name in dir(op) if inspect.isroutine(getattr(op, name))}
    assert set(TWINS) <= directives
    assert [name for name in TWINS.values() if not hasattr(ensure, name)] == []


def test_linters_find_nothing(project: Any) -> None:
    project.env(BY_NAME)
    for models in (project.FIRST, project.SECOND):
        project.models(models)
        project.new()
        project.up()
    assert project.lint("ruff", "check", "--isolated", "--select", "E,F,I") == ""
    assert project.lint("ruff", "format", "--isolated", "--diff") == ""
    assert project.lint("mypy", "--strict", "--no-error-summary") == ""


LABELLED = """
mood = sa.Enum({labels}, name="mood")
sa.Table(
    "people", metadata,
    sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
    sa.Column("twice", sa.Integer, sa.Computed("id * 2")),
    sa.Column("mood", {type}, server_default={default!r}),
)
"""


@pytest.mark.parametrize(
    ("type_", "default"), [("mood", "{}"), ("sa.ARRAY(mood)", "{{sad,{}}}")], ids=["one", "array"]
)
def test_a_default_that_becomes_a_new_label(project: Any, type_: str, default: str) -> None:
    """Which Alembic asks the server to compare, which has no such label."""
    project.env("compare_server_default=True,")
    for labels, label in (('"sad"', "sad"), ('"sad", "so calm"', "so calm")):
        models = LABELLED.format(labels=labels, type=type_, default=default.format(label))
        project.models(models)
        text = project.converges()
    assert "autocommit_block" in text
    assert text.count("existing_server_default=") == 2


BECOMING = """
old = sa.Enum("sad", "happy", "extra", name="old")
mood = sa.Enum("sad", "happy", name="mood")
sa.Table("people", metadata, sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("mood", {type}, server_default=sa.text("'sad'::{name}")), sa.Column("more", {many}))
"""
TYPES = {
    "text": ("sa.Text", "postgresql.ARRAY(sa.Text)"),
    "old": ("old", "postgresql.ARRAY(old)"),
    "mood": ("mood", "sa.ARRAY(mood)"),
}


@pytest.mark.parametrize("compare", ["False", "True"])
@pytest.mark.parametrize(("one", "two"), [("text", "mood"), ("old", "mood"), ("mood", "text")])
def test_a_column_becomes_another_type(project: Any, one: str, two: str, compare: str) -> None:
    def models(name: str) -> str:
        return BECOMING.format(name=name, type=TYPES[name][0], many=TYPES[name][1])

    project.env(f"compare_server_default={compare},")
    project.models(models(one))
    project.converges()
    project.down()
    project.up()
    project.run("INSERT INTO people VALUES (1, DEFAULT, '{sad,happy}'), (2, 'happy', '{}')")
    project.models(models(two))
    text = project.converges()
    assert ("postgresql_using" in text) == ("mood" in (one, two) or "old" in (one, two))
    assert text.count("existing_server_default=") == 2
    project.run("INSERT INTO people VALUES (3)")
    with project.connect() as connection:
        found = connection.exec_driver_sql("SELECT mood::text, more::text FROM people ORDER BY id")
        assert list(found) == [("sad", "{sad,happy}"), ("happy", "{}"), ("sad", None)]


def test_batches(project: Any) -> None:
    project.env("render_as_batch=True,")
    project.models(project.FIRST)
    project.converges()
    project.models(project.SECOND)
    text = project.converges()
    assert 'with ensure.batch_alter_table("people", schema=None) as batch_op:' in text
    assert "batch_op.column(" in text
    assert "op.add_column" not in text
