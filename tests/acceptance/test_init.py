"""`hive init` as a stranger types it in a project that has never heard of us."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

Make = Callable[..., Any]
HISTORIES = Path(__file__).parents[1] / "histories"
NOBODY = "postgresql://nobody@127.0.0.1:1/nothing"
WRITTEN = """
[tool.hive]
alembic = "alembic.ini"
models = "shop.orders:Base.metadata"
extensions = ["citext", "pg_trgm"]

[tool.hive.enums]
mood = ["calm", "busy"]
size = ["small", "large"]
"""


@pytest.fixture
def stranger(clone: Make, installed: Path) -> Callable[[str], Any]:
    """A copy of a history; `hive` is all it knows of us."""
    return lambda name: clone(name, HISTORIES / name, str(installed / "hive"))


@pytest.fixture
def empty(clone: Make, installed: Path, tmp_path: Path) -> Any:
    (tmp_path / "nothing").mkdir()
    return clone("empty", tmp_path / "nothing", str(installed / "hive"))


def told(answer: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Of each setting what it came to, and all that was said of it."""
    return {
        one["name"]: (one["outcome"], "\n".join([*one["changes"], *one["notes"]]))
        for one in answer["outcomes"]
    }


def test_what_is_written_lets_it_converge(stranger: Make) -> None:
    made = stranger("takes")
    before = (made.root / "pyproject.toml").read_text()
    planned = made.json("init", "--plan")
    assert (planned["exit"], (made.root / "pyproject.toml").read_text()) == (1, before)
    done = made.json("init")
    assert done["exit"] == 0, done
    assert (made.root / "pyproject.toml").read_text() == before + WRITTEN
    said = told(done)
    assert {name: outcome for name, (outcome, _) in said.items()} == dict.fromkeys(said, "changed")
    assert "env.py, 1 tables" in said["models"][1]
    assert "l1_orders.py:12: CITEXT" in said["extensions"][1]
    assert "l1_orders.py:12: ENUM" in said["enums"][1]
    assert "l2_size.py:10: type size" in said["enums"][1]

    printed = made.ok("init")
    assert printed.rstrip().splitlines()[-2] == "0 changed"
    assert printed.rstrip().endswith("hive bootstrap")
    assert made.json("bootstrap")["exit"] == 0
    assert made.ok("bootstrap").rstrip().endswith("0 changed")


@pytest.mark.parametrize(
    ("name", "setting"),
    [("plain", "alembic.ini"), ("pyproject_folders", "pyproject.toml")],
)
def test_where_nothing_but_alembic_is_to_be_said(stranger: Make, name: str, setting: str) -> None:
    made = stranger(name)
    file = made.root / "pyproject.toml"
    before = f"{file.read_text()}\n" if file.exists() else ""
    assert made.ok("init").splitlines()[-2] == "1 changed"
    assert file.read_text() == f'{before}[tool.hive]\nalembic = "{setting}"\n'
    assert made.ok("init").splitlines()[-2] == "0 changed"


def test_what_stands_in_it_stays_and_what_it_lacks_is_said(stranger: Make) -> None:
    made = stranger("takes")
    table = '[tool.hive] # ours\nextensions = ["citext"]\nmodels = "shop.base:Base"\n'
    (made.root / "pyproject.toml").write_text(table)
    said = told(made.json("init"))
    assert said["extensions"][0] == said["models"][0] == "unchanged"
    assert "line 2, does not have pg_trgm" in said["extensions"][1]
    assert "line 3, does not have shop.orders:Base.metadata" in said["models"][1]
    lines = (made.root / "pyproject.toml").read_text().splitlines()
    assert lines[0] == "[tool.hive] # ours"
    assert lines[1] == 'alembic = "alembic.ini"'
    assert [*table.splitlines()[1:]] == lines[2:4]


def test_a_configuration_beneath_that_is_typed_where_it_stands(stranger: Make) -> None:
    made = stranger("beneath")
    said = told(made.json("init"))
    assert 'alembic = "backend/alembic.ini"' in said["alembic"][1]
    assert 'models = "backend_models:metadata"' in said["models"][1]
    assert made.json("bootstrap")["exit"] == 0
    assert made.json("diagnose")["diagnosis"]["at"] == "o1"


def test_an_engine_that_has_one_database_for_as_long_as_a_process_lives(stranger: Make) -> None:
    made = stranger("own_engine")
    assert made.json("init")["exit"] == 0
    assert made.json("bootstrap")["exit"] == 0
    assert made.json("diagnose")["diagnosis"]["revisions"] == {"m1": "there"}


def test_an_asynchronous_engine_of_a_url_that_names_no_driver(stranger: Make) -> None:
    made = stranger("async_unnamed")
    assert made.json("init")["exit"] == 0
    assert made.json("bootstrap")["exit"] == 0


def test_an_existing_database_is_diagnosed(stranger: Make, database: sa.URL) -> None:
    made = stranger("plain")
    engine = sa.create_engine(database, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE users (id serial PRIMARY KEY)")
    url = database.set(drivername="postgresql").render_as_string(hide_password=False)
    external = {"HIVE_SERVICES": "external", "DATABASE_URL": url}
    found = made.json("init", **external)
    assert found["exit"] == 1
    assert "all of a1 is there, and no stamp" in found["diagnosis"]["what"]
    assert made.json("adopt", **external)["exit"] == 0
    assert made.json("bootstrap", **external)["exit"] == 0
    printed = made.run("init", **external).stdout
    assert printed.rstrip().endswith("all of a2 is there, and it is the newest")
    logs = [path.read_text() for path in (made.root / ".hive/logs").iterdir()]
    said = [printed, (made.root / "pyproject.toml").read_text(), *logs]
    assert database.password
    assert [text for text in said if database.password in text] == []


def test_a_database_that_does_not_answer_is_no_failure(stranger: Make) -> None:
    made = stranger("plain")
    away = {"HIVE_SERVICES": "external", "DATABASE_URL": NOBODY, "HIVE_DEADLINE": "1"}
    done = made.run("init", **away)
    assert done.returncode == 0
    assert "the database cannot be diagnosed" in done.stdout


def refused(made: Any, *words: str) -> str:
    """What a user is told, nothing having been written."""
    found = made.json("init")
    error = found["error"]
    said = f"{error['code']}: {error['what']} {error['why']} {error['next']}"
    assert found["exit"] == 2, said
    assert [word for word in words if word not in said] == [], said
    return said


def test_without_alembic(empty: Any) -> None:
    refused(empty, "usage: there is no Alembic configuration")
    assert not (empty.root / "pyproject.toml").exists()


def test_with_two_of_them_until_one_is_named(empty: Any) -> None:
    for name in ("one", "two"):
        (empty.root / name).mkdir()
        (empty.root / name / "alembic.ini").write_text(
            "[alembic]\nscript_location = %(here)s/migrations\npath_separator = os\n"
        )
        versions = empty.root / name / "migrations/versions"
        versions.mkdir(parents=True)
        (versions.parent / "env.py").write_text("target_metadata = None\n")
    refused(empty, "there are 2 Alembic", "one/alembic.ini, two/alembic.ini")
    (empty.root / "pyproject.toml").write_text('[tool.hive]\nalembic = "two/alembic.ini"\n')
    assert empty.json("init")["exit"] == 0


def test_with_an_env_that_cannot_be_imported(stranger: Make) -> None:
    made = stranger("takes")
    before = (made.root / "pyproject.toml").read_text()
    (made.root / "shop/orders.py").write_text("import no_such_thing\n")
    refused(made, "migration: The project's env.py cannot be read", "line 3: ModuleNotFoundError")
    (made.root / "migrations/env.py").write_text("def :\n")
    refused(made, "env.py cannot be read", "SyntaxError")
    assert (made.root / "pyproject.toml").read_text() == before


def test_a_table_that_cannot_be_added_to(stranger: Make) -> None:
    made = stranger("takes")
    text = '[tool]\nhive = { role = "shop" }\n'
    (made.root / "pyproject.toml").write_text(text)
    refused(made, "settings: [tool.hive] cannot be added to", "hive init --plan")
    assert (made.root / "pyproject.toml").read_text() == text
