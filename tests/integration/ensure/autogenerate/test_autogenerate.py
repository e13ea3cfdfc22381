"""Models → a migration that converges → nothing left to do, with one line in env.py."""

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.util import CommandError

ROOT = Path(__file__).parents[4]


def test_nothing_to_do_is_nothing(project: Any) -> None:
    project.models(project.FIRST)
    project.new()
    with pytest.raises(CommandError, match="not up to date"):
        project.check()
    project.up()
    assert "ensure." not in project.new()


def test_what_the_project_leaves_out_is_left_out(project: Any) -> None:
    def include(*tables: str) -> None:
        project.env(
            f"include_object=lambda _, name, kind, *__: kind != 'table' or name in {tables},"
        )

    project.models(project.FIRST)
    include("pets")
    text = project.new()
    assert '"mood"' not in text
    assert 'ensure.enum("size"' in text
    project.path.unlink()
    include("people", "pets")
    project.converges()
    project.models(
        project.FIRST.replace('"happy"', '"happy", "calm"').replace('"big"', '"big", "huge"')
    )
    include("pets")
    text = project.new()
    assert '"calm"' not in text
    assert '"huge"' in text


MINE = """
from alembic.autogenerate import rewriter
from alembic.operations import ops

mine = rewriter.Rewriter()

@mine.rewrites(ops.CreateTableOp)
def _comment(context, revision, op):
    op.comment = "mine"
    return op
"""


@pytest.mark.parametrize(
    "hook",
    [
        "mine.chain(autogenerate.converging)",
        "rewriter.Rewriter().chain(autogenerate.converging).chain(mine)",
        "lambda *given: [one(*given) for one in (autogenerate.converging, mine) * 2]",
    ],
)
def test_other_hooks_before_and_after(project: Any, hook: str) -> None:
    project.env(before=MINE, hook=f"process_revision_directives={hook},")
    project.models(project.FIRST)
    project.new()
    text = project.path.read_text()
    assert text.count('comment="mine"') == 2
    assert text.count("ensure.enum(") == 2
    assert "op.create" not in text


SEVERAL = """
import sqlalchemy as sa
from alembic import context
from models import metadata
from toolkit.ensure import autogenerate

with sa.create_engine(context.config.attributes["url"], poolclass=sa.NullPool).connect() as one:
    for name, models in (("first", sa.MetaData()), ("second", metadata)):
        context.configure(
            connection=one,
            target_metadata=models,
            upgrade_token=f"{name}_upgrades",
            downgrade_token=f"{name}_downgrades",
            process_revision_directives=autogenerate.converging,
        )
        context.run_migrations()
"""


def test_of_several_databases_each_gets_its_own(
    project: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.run("CREATE TYPE mood AS ENUM ('sad')")
    project.models(project.FIRST)
    monkeypatch.syspath_prepend(project.root)
    (project.root / "migrations/env.py").write_text(SEVERAL)
    (project.root / "migrations/script.py.mako").write_text(
        "down_revision = None\nrevision = ${repr(up_revision)}\n"
        "def first():\n    ${first_upgrades}\ndef second():\n    ${second_upgrades}\n"
    )
    first, second = project.new().split("def second")
    assert "pass" in first
    assert "ensure" not in first
    assert 'ensure.enum_value("mood", "happy"' in second
    monkeypatch.delitem(sys.modules, "models")


def test_who_does_not_use_it_gets_what_alembic_writes(project: Any) -> None:
    project.env(hook="")
    project.models(project.FIRST)
    text = project.new()
    assert "op.create_table('people'" in text
    assert "sa.Enum('sad', 'happy', name='mood')" in text
    assert "ensure.table" not in text


def test_a_revision_by_hand_stays_empty(project: Any) -> None:
    with (project.root / "alembic.ini").open("a") as ini:
        ini.write("revision_environment = true\n")
    project.run("CREATE TYPE mood AS ENUM ('sad')")
    project.models(project.FIRST)
    made = command.revision(project.config, "by hand")
    text = Path(made.path).read_text()
    assert "ensure." not in text
    assert text.count("    pass\n") == 2
    assert text.count("import ") == 3


def test_the_project_renders_first(project: Any) -> None:
    project.env(
        "render_item=lambda kind, item, _: "
        "\"'mine'\" if isinstance(item, (sa.Enum, sa.JSON)) and kind == 'type' else False,"
    )
    project.models(project.FIRST)
    text = project.new()
    assert 'sa.Column("extra", "mine", nullable=True)' in text
    assert "postgresql.ENUM" not in text


def test_types_of_the_project_are_imported(project: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (project.root / "own_types.py").write_text(
        "import sqlalchemy as sa\n\nclass Short(sa.types.UserDefinedType):\n"
        "    cache_ok = True\n    def get_col_spec(self, **kw):\n        return 'varchar(3)'\n"
    )
    monkeypatch.syspath_prepend(project.root)
    project.models('import own_types\nsa.Table("t", metadata, sa.Column("s", own_types.Short))')
    text = project.new()
    assert "import own_types\n" in text
    project.up()
    monkeypatch.delitem(sys.modules, "own_types")


def test_the_page_shows_what_is_written(project: Any) -> None:
    page = (ROOT / "docs/autogenerate.md").read_text()
    _, models, migration, *_ = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    project.models(models)
    assert project.new().endswith(migration)


def test_a_schema_that_is_not_there_is_made_first(project: Any) -> None:
    project.models("""
sa.Table(
    "people", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("mood", sa.Enum("sad", "happy", name="mood", schema="types of it")),
    schema="new one",
)
""")
    project.env("include_schemas=True,")
    text = project.converges()
    upgrade, downgrade = text.split("def downgrade")
    assert upgrade.index('ensure.schema("new one")') < upgrade.index("ensure.table(")
    assert upgrade.index('ensure.schema("types of it")') < upgrade.index("ensure.enum(")
    assert downgrade.index("no_enum") < downgrade.index('no_schema("types of it")')
