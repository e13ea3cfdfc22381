"""Laws that every table of the platform keeps."""

import pytest
import sqlalchemy as sa

from toolkit.platform.models import metadata

TABLES = pytest.mark.parametrize("table", metadata.sorted_tables, ids=str)


@TABLES
def test_every_table_says_what_it_is_for(table: sa.Table) -> None:
    assert table.comment


@TABLES
def test_every_foreign_key_is_indexed(table: sa.Table) -> None:
    indexed = [[column.name for column in index.columns] for index in table.indexes]
    indexed += [
        [column.name for column in constraint.columns]
        for constraint in table.constraints
        if isinstance(constraint, sa.PrimaryKeyConstraint | sa.UniqueConstraint)
    ]
    for key in table.foreign_key_constraints:
        names = [column.name for column in key.columns]
        assert any(columns[: len(names)] == names for columns in indexed), names


@TABLES
def test_every_constraint_and_index_has_a_name_that_fits(table: sa.Table) -> None:
    for named in [*table.constraints, *table.indexes]:
        assert isinstance(named.name, str)
        assert len(named.name) <= 63


@TABLES
def test_every_key_is_a_uuid(table: sa.Table) -> None:
    assert all(isinstance(column.type, sa.Uuid) for column in table.primary_key.columns)


@TABLES
def test_every_moment_knows_its_time_zone(table: sa.Table) -> None:
    moments = [one.type for one in table.columns if isinstance(one.type, sa.DateTime)]
    assert all(moment.timezone for moment in moments)
