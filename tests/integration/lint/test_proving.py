"""`hive-lint --prove`: fixes that a replay does not confirm are taken back, with the reason."""

from argparse import Namespace
from pathlib import Path

import pytest
import sqlalchemy as sa

from toolkit.commands.lint_proving import DIFFERENT, ELSEWHERE, proved
from toolkit.commands.lint_repairs import Repair
from toolkit.findings import Finding, Severity, Span
from toolkit.lint import pyproject
from toolkit.lint.projects import Projects
from toolkit.lint.source import Source

REVISION = '''"""{name}."""
import sqlalchemy as sa
from alembic import op
from toolkit import ensure

revision = "{name}"
down_revision = {after}


def upgrade():
    {body}


def downgrade():
    {back}
'''
ENV = """import os
import sqlalchemy as sa
from alembic import context

print("a word of its own")
with sa.create_engine(os.environ["DATABASE_URL"], poolclass=sa.NullPool).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""
TABLE = 'op.create_table("{name}", sa.Column("id", sa.Integer))'
BACK = 'op.drop_table("{name}")'
GOOD = 'ensure.table("{name}", sa.Column("id", sa.Integer))'


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    versions = tmp_path / "migrations/versions"
    versions.mkdir(parents=True)
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")
    (tmp_path / "migrations/env.py").write_text(ENV)
    for name, after in (("a1", None), ("a2", "a1"), ("a3", "a2")):
        (versions / f"{name}.py").write_text(_text(name, after, TABLE))
    return tmp_path


def _text(name: str, after: str | None, body: str) -> str:
    body, back = body.format(name=name), BACK.format(name=name)
    return REVISION.format(name=name, after=repr(after), body=body, back=back)


def _proved(folder: Path, server: sa.URL, **bodies: str) -> dict[str, list[str]]:
    """Of each revision, why its fixes were taken back; its file is as it was then."""
    repairs = []
    for name, body in bodies.items():
        path = folder / f"migrations/versions/{name}.py"
        after = path.read_text().replace(TABLE.format(name=name), body.format(name=name))
        repairs.append(_repair(path, after.encode()))
    return _kept(folder, server, repairs)


def _repair(path: Path, after: bytes, function: str = "upgrade") -> Repair:
    name = path.stem
    finding = Finding(
        name, Span(), "create-table", Severity.WARNING, "it", revision=name, function=function
    )
    return Repair(Source(str(path), name, path.read_bytes()), after, (finding,))


def _kept(folder: Path, server: sa.URL, repairs: list[Repair]) -> dict[str, list[str]]:
    text = server.set(drivername="postgresql").render_as_string(hide_password=False)
    projects = Projects(pyproject.root(folder))
    found = proved(Namespace(database_url=text), projects, repairs)
    for one in found:
        assert bool(one.fixed) is (one.after != one.source.data)
    return {one.source.shown: [why for _, why in one.refused] for one in found}


def test_what_is_confirmed_stays_and_the_rest_does_not(shop: Path, server: sa.URL) -> None:
    bodies = {"a1": GOOD, "a2": f"{TABLE}  # once more", "a3": GOOD}
    found = _proved(shop, server, **bodies)
    assert found["a1"] == found["a3"] == []
    (why,) = found["a2"]
    assert why.startswith("rerun is refuted: ")
    assert "already exists" in why
    assert TABLE.format(name="a1") in (shop / "migrations/versions/a1.py").read_text()


def test_a_downgrade_goes_there_and_back(shop: Path, server: sa.URL) -> None:
    """Where it was fixed: what is wrong with another one is nobody's business here."""
    backs = {"a1": "op.drop_table('gone')", "a2": 'ensure.no_table("a2")', "a3": "pass"}
    repairs = []
    for name, back in backs.items():
        path = shop / f"migrations/versions/{name}.py"
        fixed = path.read_text().replace(BACK.format(name=name), back)
        fixed = fixed.replace(TABLE.format(name=name), GOOD.format(name=name))
        function = "upgrade" if name == "a1" else "downgrade"
        repairs.append(_repair(path, fixed.encode(), function))
    found = _kept(shop, server, repairs)
    assert found["a1"] == found["a2"] == []
    assert found["a3"][0].startswith("roundtrip is refuted: ")


def test_a_first_run_that_fails(shop: Path, server: sa.URL) -> None:
    found = _proved(shop, server, a1=GOOD, a2='op.execute("SELECT nothing")')
    assert found["a1"] == []
    assert found["a2"][0].startswith("first is refuted: ")


def test_a_first_run_that_ends_elsewhere(shop: Path, server: sa.URL) -> None:
    """Though it may be run again; what comes after it differs by it only."""
    other = GOOD.replace("sa.Integer", "sa.BigInteger")
    found = _proved(shop, server, a1=GOOD, a2=other, a3=GOOD)
    assert found == {"a1": [], "a2": [DIFFERENT], "a3": []}


def test_a_first_run_that_leaves_other_rows(shop: Path, server: sa.URL) -> None:
    row = "SELECT 7 WHERE NOT EXISTS (SELECT FROM {name})"
    other = f"{GOOD}\n    op.execute('INSERT INTO {{name}} (id) {row}')"
    found = _proved(shop, server, a1=GOOD, a2=other, a3=GOOD)
    assert found == {"a1": [], "a2": [DIFFERENT], "a3": []}


def test_without_an_env_py_that_can_be_used(
    shop: Path, server: sa.URL, capfd: pytest.CaptureFixture[str]
) -> None:
    (shop / "migrations/env.py").write_text("import nothing_of_the_kind\n")
    assert _proved(shop, server, a1=GOOD, a3=TABLE + "  # again")["a1"] == []
    assert capfd.readouterr().out == ""


def test_what_env_py_prints_is_no_part_of_the_answer(
    shop: Path, server: sa.URL, capfd: pytest.CaptureFixture[str]
) -> None:
    assert _proved(shop, server, a1=GOOD) == {"a1": []}
    assert capfd.readouterr().out == ""


def test_a_file_elsewhere_cannot_be_proved(shop: Path, server: sa.URL, tmp_path: Path) -> None:
    other = tmp_path.parent / "elsewhere.py"
    finding = Finding("b1", Span(), "create-table", Severity.WARNING, "it", revision="b1")
    repair = Repair(Source(str(other), "b1", b"x"), b"y", (finding,))
    text = server.set(drivername="postgresql").render_as_string(hide_password=False)
    projects = Projects(pyproject.root(shop))
    (found,) = proved(Namespace(database_url=text), projects, [repair])
    assert (found.after, found.refused) == (b"x", ((finding, ELSEWHERE),))
