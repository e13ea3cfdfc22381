"""migrations.new, typed in a project of one's own and in a clone of this one."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import alembic
import pytest

Make = Callable[..., Any]
TEMPLATE = Path(alembic.__file__).parent / "templates/generic/script.py.mako"
HISTORIES = Path(__file__).parents[1] / "histories"
MODELS = """
import sqlalchemy as sa

metadata = sa.MetaData()
users = sa.Table(
    "users", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text)
)
"""
PETS = """
kind = sa.Enum("cat", "dog", name="kind")
pets = sa.Table(
    "pets", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", kind, nullable=False),
)
"""


@pytest.fixture
def shop(clone: Make, installed: Path) -> Any:
    """A stranger's project, whose env.py has models and does not know of us."""
    made = clone("shop", HISTORIES / "plain", str(installed / "hive"))
    env = made.root / "migrations/env.py"
    text = env.read_text().replace(
        "connection=connection", "connection=connection, target_metadata=metadata"
    )
    env.write_text(
        text.replace(
            "config = context.config", "from models import metadata\n\nconfig = context.config"
        )
    )
    (made.root / "models.py").write_text(MODELS)
    (made.root / "migrations/script.py.mako").write_text(TEMPLATE.read_text())
    return made


def versions(project: Any) -> set[str]:
    return {path.name for path in (project.root / "migrations/versions").glob("*.py")}


def error(project: Any, *words: str) -> tuple[int, str, str]:
    found = project.json("migrations.new", *words)
    next_ = found["error"]["next"].replace(project.command[0], "hive")
    return found["exit"], found["error"]["code"], next_


def test_a_stranger_gets_migrations_that_converge(shop: Any) -> None:
    shop.ok("bootstrap")
    before = versions(shop)
    assert "nothing to do" in shop.ok("migrations.new", "nothing")
    assert versions(shop) == before
    (shop.root / "models.py").write_text(MODELS + PETS)
    assert "write migrations/versions/" in shop.ok("migrations.new", "pets of users")
    (name,) = versions(shop) - before
    text = (shop.root / "migrations/versions" / name).read_text()
    assert 'ensure.enum("kind", "cat", "dog")' in text
    assert name.endswith("_pets_of_users.py")
    assert error(shop, "too early") == (1, "not-converged", "hive bootstrap")
    shop.ok("bootstrap")
    assert "nothing to do" in shop.ok("migrations.new", "nothing")


def test_what_is_missing_is_said_with_the_next_command(shop: Any) -> None:
    for message in ("", "--help"):
        assert error(shop, message) == (2, "usage", 'hive migrations.new "what changes"')
    assert error(shop, "too early") == (2, "settings", "hive up, or make setup-complete")
    shop.ok("up")
    shop.ok("down")
    assert error(shop, "too early") == (2, "service", "hive up")
    assert shop.run("migrations.new").returncode == 2


def test_models_that_cannot_be_compared(shop: Any) -> None:
    shop.ok("bootstrap")
    (shop.root / "models.py").write_text("metadata = None\n")
    before = versions(shop)
    assert error(shop, "none")[:2] == (2, "migration")
    assert versions(shop) == before


NOTE = '''

class Note(Base):
    """What somebody wrote down."""

    __tablename__ = "notes"
    __table_args__ = {"comment": "What somebody wrote down"}

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
'''


def test_here_the_new_revision_has_the_next_number(clone: Make) -> None:
    hive = clone()
    hive.ok("bootstrap")
    before = sorted(versions(hive))
    assert "nothing to do" in hive.ok("migrations.new", "nothing")
    models = hive.root / "toolkit/platform/models/agents.py"
    models.write_text(models.read_text() + NOTE)
    hive.ok("migrations.new", "Notes of agents")
    (name,) = versions(hive) - set(before)
    assert name == f"{int(before[-1][:3]) + 1:03}_notes_of_agents.py"
    lint = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--select",
        "E,F,I",
        f"migrations/versions/{name}",
    ]
    assert subprocess.run(lint, cwd=hive.root).returncode == 0
    hive.ok("bootstrap")
    assert "nothing to do" in hive.ok("migrations.new", "nothing")
