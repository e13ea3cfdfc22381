"""Enum types, which Alembic does not compare: made, given labels, dropped."""

from typing import Any

import pytest

USED = """
mood = sa.Enum("sad", "happy", "calm", name="mood")
sa.Table(
    "people", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("mood", mood),
    {more}
)
"""
UNUSED = USED.replace('"happy", "calm"', '"happy"').replace("{more}", "")


@pytest.mark.parametrize(
    "more",
    [
        'sa.Column("other", mood, server_default="calm"),',
        'sa.Index("ix_calm", "id", postgresql_where=sa.text("mood = \'calm\'")),',
    ],
)
def test_a_label_that_is_used_at_once_is_committed_first(project: Any, more: str) -> None:
    project.models(UNUSED)
    project.converges()
    project.models(USED.format(more=more))
    text = project.converges()
    assert text.index("autocommit_block") < text.index('ensure.enum_value("mood", "calm"')
    assert text.index('ensure.enum_value("mood"') < text.index(
        "'calm'" if "Index" in more else '"other"'
    )
    assert project.lint("ruff", "check", "--isolated", "--select", "E,F,I") == ""


def test_only_labels(project: Any) -> None:
    project.models(UNUSED)
    project.converges()
    project.models(USED.format(more=""))
    text = project.converges()
    assert text.rstrip().endswith("pass\n    # ### end Alembic commands ###")


def test_another_order_or_more_labels_are_told(
    project: Any, caplog: pytest.LogCaptureFixture
) -> None:
    project.run("CREATE TYPE mood AS ENUM ('calm', 'happy', 'sad')")
    project.models(USED.format(more=""))
    text = project.new()
    assert "ensure.enum" not in text
    assert "in the models, but" in caplog.text
    project.up()
    project.run("ALTER TYPE mood ADD VALUE 'zen'")
    project.models(USED.format(more="").replace('"sad", "happy", "calm"', '"calm", "happy", "sad"'))
    project.check()
    assert "labels in the database that the models lack: 'zen'" in caplog.text


def test_a_type_that_something_else_uses_stays(project: Any) -> None:
    project.models(project.FIRST)
    project.converges()
    project.run(
        "CREATE FUNCTION f(size) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE TABLE others (mood mood)",
    )
    project.env("include_name=lambda name, kind, _: (kind, name) != ('table', 'others'),")
    project.models("")
    text = project.new()
    assert "no_table" in text
    assert "no_enum" not in text


def test_a_type_that_goes_from_one_column_to_another_stays(project: Any) -> None:
    project.models(UNUSED)
    project.converges()
    project.models(UNUSED.replace('sa.Column("mood"', 'sa.Column("temper"'))
    text = project.converges()
    assert "ensure.no_column" in text
    assert "enum(" not in text


ELSEWHERE = """
import sqlalchemy.types as types

class Weather(types.TypeDecorator):
    impl = sa.Enum("rain", "sun", name="weather", schema="sky")
    cache_ok = True

one, two = sa.MetaData(), sa.MetaData(schema="sky")
sa.Table("days", two, sa.Column("w", Weather), sa.Column("all", sa.ARRAY(Weather, dimensions=2)))
sa.Table("people", one, sa.Column("w", Weather), sa.Column("m", sa.Enum("a", name="m")),
    sa.Column("text_only", sa.Enum("a", "b", name="t", native_enum=False)))
metadata = [one, two]
"""


def test_in_another_schema_in_two_metadata(project: Any) -> None:
    project.env("include_schemas=True,")
    project.run("CREATE SCHEMA sky", "CREATE SCHEMA hive", "CREATE TABLE hive.keys (key text)")
    project.models(ELSEWHERE)
    text = project.converges()
    assert text.count("ensure.enum(") == 2
    assert 'ensure.enum("weather", "rain", "sun", schema="sky")' in text
    assert 'postgresql.ENUM(name="weather", schema="sky", create_type=False)' in text
    assert "hive" not in text
    project.models(ELSEWHERE.replace('"sun"', '"fog", "sun"'))
    assert 'ensure.enum_value("weather", "fog", after="rain", schema="sky")' in project.converges()
    project.models("")
    text = project.converges()
    assert text.count("ensure.no_enum(") == 2
    assert "hive" not in text
