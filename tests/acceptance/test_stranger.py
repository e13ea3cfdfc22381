"""The built wheel in an empty venv, in projects that have never heard of this platform."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

Make = Callable[..., Any]
HISTORIES = Path(__file__).parents[1] / "histories"
SETTINGS = """
[tool.hive]
alembic = "alembic.ini"
models = "shop:metadata"
search_path = ["shop"]
extensions = ["pg_trgm"]
rows = "shop:ROWS"

[tool.hive.enums]
mood = ["calm", "busy"]
"""
SHOP = """
import sqlalchemy as sa

metadata = sa.MetaData()
key = sa.Column("id", sa.Integer, primary_key=True, autoincrement=False)
orders = sa.Table("orders", metadata, key, schema="shop")
ROWS = {"shop.orders": [{"id": 1}, {"id": 2}]}
"""


@pytest.fixture
def shop(clone: Make, installed: Path) -> Any:
    """A project with an async env.py and a schema of its own; `hive` is all it knows of us."""
    made = clone("shop", HISTORIES / "async_schema", str(installed / "hive"))
    (made.root / "pyproject.toml").write_text(SETTINGS)
    (made.root / "shop.py").write_text(SHOP)
    return made


def test_it_converges_and_says_so(shop: Any) -> None:
    first = shop.json("bootstrap")
    assert first["exit"] == 0, first
    again = shop.ok("bootstrap")
    assert again.rstrip().endswith("0 changed")
    engine = sa.create_engine(shop.url(), poolclass=sa.NullPool)
    with engine.connect() as connection:
        tables = sa.inspect(connection).get_table_names("shop")
        assert sorted(tables) == ["alembic_version", "lines", "orders"]
        assert connection.scalar(sa.text("SELECT count(*) FROM shop.orders")) == 2


def test_setup_complete_serves_it_with_the_generic_proof(shop: Any) -> None:
    printed = shop.ok("setup-complete")
    assert "proof: trigram" in printed
    assert "0 changed" in shop.ok("setup-complete")


def test_nothing_of_ours_is_in_its_database(shop: Any) -> None:
    shop.ok("bootstrap")
    engine = sa.create_engine(shop.url(), poolclass=sa.NullPool)
    with engine.connect() as connection:
        found = connection.scalars(sa.text("SELECT typname FROM pg_type WHERE typtype = 'e'"))
        assert found.all() == ["mood"]


@pytest.mark.parametrize("name", ["plain", "environment", "pyproject_folders"])
def test_without_any_settings(clone: Make, installed: Path, name: str) -> None:
    made = clone(name, HISTORIES / name, str(installed / "hive"))
    assert made.json("bootstrap")["exit"] == 0
    assert made.ok("bootstrap").rstrip().endswith("0 changed")


def test_no_secret_is_in_its_log_or_output(shop: Any) -> None:
    printed = shop.ok("bootstrap") + json.dumps(shop.json("validate"))
    secret = sa.make_url(shop.url()).password
    logs = [path.read_text() for path in (shop.root / ".hive/logs").iterdir()]
    assert [text for text in [printed, *logs] if secret in text] == []
    arguments = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
    assert secret not in arguments
