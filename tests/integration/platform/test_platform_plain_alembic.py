"""`alembic upgrade head`, as anyone types it."""

import os
import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

ROOT = Path(__file__).parents[3]


def test_it_works_on_a_url_of_any_spelling(owned: sa.URL) -> None:
    url = owned.set(drivername="postgres").render_as_string(hide_password=False)
    done = _alembic("upgrade", "head", DATABASE_URL=url, HIVE_SERVICES="external")
    assert done.returncode == 0, done.stderr
    with sa.create_engine(owned, poolclass=sa.NullPool).connect() as connection:
        assert connection.scalar(sa.text("SELECT version_num FROM alembic_version"))


def test_a_stray_url_is_refused_without_a_traceback(owned: sa.URL) -> None:
    url = owned.render_as_string(hide_password=False)
    done = _alembic("upgrade", "head", DATABASE_URL=url, HIVE_SERVICES="embedded")
    assert done.returncode != 0
    assert "unset DATABASE_URL" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert str(owned.password) not in done.stdout + done.stderr


def test_an_engine_will_do_where_a_connection_is_offered(owned: sa.URL) -> None:
    """That is what pytest-alembic offers."""
    config = Config(toml_file=ROOT / "pyproject.toml")
    config.attributes["connection"] = engine = sa.create_engine(owned, poolclass=sa.NullPool)
    command.upgrade(config, "001")
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT version_num FROM alembic_version")) == "001"


def _alembic(*words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "alembic", *words],
        cwd=ROOT, env=os.environ | variables, capture_output=True, text=True, check=False,
    )  # fmt: skip
