"""Revisions without their env.py, and with applications that cannot be imported here."""

import builtins
import sys
from collections.abc import Callable, Iterator
from importlib.machinery import SourceFileLoader
from pathlib import Path
from textwrap import dedent

import pytest
import sqlalchemy as sa

from toolkit.database.connect import dial, sqlalchemy
from toolkit.database.migrations import Site
from toolkit.database.migrations_run import Context
from toolkit.database.target import Target
from toolkit.errors import MigrationError
from toolkit.findings import Silence
from toolkit.replay.isolated.project import Isolated, isolated
from toolkit.replay.isolated.stand_in import StandInError
from toolkit.replay.part import Replay
from toolkit.replay.run import replay

Write = Callable[..., Path]
Up = Callable[[Isolated], list[str]]
INI = "[alembic]\nscript_location = migrations\n"
ENV = "raise SystemExit('env.py of the project was run')\n"
REVISION = """
from alembic import op
import sqlalchemy as sa
{top}
revision = "{name}"
down_revision = {before}

def upgrade():
    {body}

def downgrade():
    op.execute("DROP TABLE {name}")
"""


def revision(name: str, top: str = "", body: str = "", before: str | None = None) -> str:
    body = body or f'op.execute("CREATE TABLE {name} (id int PRIMARY KEY)")'
    text = dedent(body).strip().replace("\n", "\n    ")
    return REVISION.format(name=name, top=dedent(top), body=text, before=repr(before))


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A project of these files, beside the usual ones."""

    def written(files: dict[str, str], ini: str = INI, env: str = ENV) -> Path:
        usual = {"alembic.ini": ini, "migrations/env.py": env}
        for name, text in {**usual, **files}.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        return tmp_path

    return written


@pytest.fixture
def up(database: sa.URL) -> Up:
    """Brings them up one by one; their names."""

    def brought(migrations: Isolated) -> list[str]:
        session, done = dial(database), []
        with sqlalchemy(session) as connection:
            for step in migrations.history:
                site = Site(Target(database), connection, session.facts)
                migrations.replay(site, step, lambda _: None)
                done.append(step.revision.revision)
        return done

    return brought


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    """Of what stands in while revisions run, whatever came of it."""
    before = builtins.__import__, vars(SourceFileLoader).get("exec_module"), list(sys.path)
    yield
    assert before == (
        builtins.__import__,
        vars(SourceFileLoader).get("exec_module"),
        list(sys.path),
    )
    assert [name for name in sys.modules if name.split(".")[0] == "shop"] == []


def tables(url: sa.URL) -> set[str]:
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        return set(sa.inspect(connection).get_table_names()) - {"alembic_version"}


def columns(url: sa.URL, sql: str) -> list[object]:
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        return list(connection.exec_driver_sql(sql).scalars())


def test_its_env_is_not_run(write: Write, up: Up, database: sa.URL) -> None:
    root = write({"migrations/versions/a1.py": revision("a1")})
    migrations = isolated(root, "alembic.ini")
    assert up(migrations) == ["a1"]
    assert tables(database) == {"a1"}
    assert migrations.stand_ins == set()


APPLICATION = {
    "shop/__init__.py": "import no_such_framework\ndb = no_such_framework.Database()\n",
    "shop/models.py": "from shop import db\nclass User(db.Model):\n    pass\n",
    "shop/constants.py": "KINDS = ('old', 'new')\n",
    "shop/types.py": "from shop.constants import KINDS\nimport sqlalchemy as sa\nKIND = sa.Text\n",
    "shop/config.py": "import os\nSECRET = os.environ['NO_SUCH_SECRET_OF_SHOP']\n",
    "shop/ends.py": "raise SystemExit(3)\n",
}
TOP = """
import no_such_framework.orm as orm, shop.config
from no_such_framework import current_app
from no_such_framework.sub.sub import thing
from shop import db, models
from shop.models import User
from shop.types import KIND
from shop.ends import whatever
import shop

@current_app.task(bind=True)
def decorated(): return 1

@db.listens
class Decorated: pass

class Old(db.Model):
    __tablename__ = "old"
    id = sa.Column(sa.Integer, primary_key=True)

class Mixed(db.Mixin, dict): pass

with current_app.app_context() as context:
    found = [one for one in context.users]

def typed(user: User | None, more: "list[User]" = ()) -> models.User: ...

table, more = User.__table__, User.query.filter(User.name == "x").all()
url = current_app.config["URL"] + "/" + shop.config.SECRET
assert decorated() == 1 and Decorated.__name__ == "Decorated" and Mixed(a=1)["a"] == 1
assert shop.constants.KINDS == ("old", "new")
"""


def test_whatever_a_module_does_at_its_top(write: Write, up: Up, database: sa.URL) -> None:
    body = 'op.create_table("a1", sa.Column("kind", KIND))'
    files = {**APPLICATION, "migrations/versions/a1.py": revision("a1", TOP, body)}
    migrations = isolated(write(files), "alembic.ini")
    assert up(migrations) == ["a1"]
    assert tables(database) == {"a1"}
    assert migrations.stand_ins == {
        "no_such_framework",
        "no_such_framework.orm",
        "no_such_framework.sub",
        "no_such_framework.sub.sub",
        "shop",
        "shop.config",
        "shop.ends",
        "shop.models",
    }
    assert migrations.imports.reasons["shop.models"].startswith("ImportError: cannot import name")
    assert "NO_SUCH_SECRET_OF_SHOP" in migrations.imports.reasons["shop.config"]
    lacking = "ModuleNotFoundError: No module named 'no_such_framework'"
    assert migrations.imports.reasons["no_such_framework.sub.sub"] == lacking


def test_what_a_revision_asks_for_while_it_runs(write: Write, up: Up, database: sa.URL) -> None:
    body = """
    from shop.constants import KINDS
    import shop.models as models
    op.execute(f"CREATE TABLE a1 (kind text CHECK (kind IN {KINDS}))")
    """
    files = {**APPLICATION, "migrations/versions/a1.py": revision("a1", body=body)}
    migrations = isolated(write(files), "alembic.ini")
    assert up(migrations) == ["a1"]
    assert {"shop", "shop.models"} == migrations.stand_ins


VALUES = {
    "a parameter": 'op.get_bind().execute(sa.text("SELECT :x"), {"x": config["KEY"]})',
    "formatted": """op.execute(f"INSERT INTO a0 VALUES ('{config['KEY']}')")""",
    "an old format": """op.execute("INSERT INTO a0 VALUES ('%s')" % config.KEY)""",
    "folded and cut": """op.execute(f"SELECT '{str(config.KEY).upper()[:99]}'")""",
    "quoted by JSON": """import json; op.execute("SELECT '%s'" % json.dumps([str(config.KEY)]))""",
    "a name": 'op.execute(f"DROP TABLE {models.User.__tablename__}")',
    "one of many": 'op.bulk_insert(sa.table("a0", sa.column("x")), [{"x": "1"}, {"x": config.X}])',
    "in JSON": 'op.get_bind().execute(sa.insert(sa.table("a0", sa.column("x", sa.JSON))), '
    '{"x": {"y": config.Y}})',
    "a type": 'op.add_column("a0", sa.Column("y", models.Kind))',
    "a type that is made": 'op.add_column("a0", sa.Column("y", models.Kind(length=3)))',
    "a table": "op.bulk_insert(models.User.__table__, [{}])",
    "a query": "op.get_bind().execute(sa.select(models.User))",
    "a session": "from sqlalchemy.orm import Session\n"
    "Session(op.get_bind()).query(models.User).all()",
    "a number": 'op.execute(f"SELECT {config.LIMIT:d}")',
    "a number that is made": 'op.execute("SELECT %d" % int(config.LIMIT))',
    "encoded": "import hashlib; op.execute(f\"SELECT '{hashlib.md5(config.KEY).hexdigest()}'\")",
    "a default": 'op.add_column("a0", sa.Column("y", sa.Text, server_default=config.KEY))',
    "swallowed": """
    try:
        op.execute(f"INSERT INTO a0 VALUES ('{config.KEY}')")
    except Exception:
        pass
    """,
    "called": "op.execute(models.User.statement(1))",
}


@pytest.mark.parametrize("way", VALUES)
def test_nothing_of_a_stand_in_gets_into_sql(
    way: str, write: Write, up: Up, database: sa.URL
) -> None:
    top = "from shop import config, models\n"
    rows = revision("a0", body='op.execute("CREATE TABLE a0 (x text)")')
    root = write(
        {
            "shop/__init__.py": "import no_such_framework\n",
            "migrations/versions/a0.py": rows,
            "migrations/versions/a1.py": revision("a1", top, VALUES[way], "a0"),
        },
        env="context.configure(connection=x, transaction_per_migration=True)",
    )
    migrations = isolated(root, "alembic.ini")
    with pytest.raises(StandInError) as caught:
        up(migrations)
    assert "shop is stood in for (ModuleNotFoundError: No module named" in caught.value.reason
    assert tables(database) == {"a0"}
    assert columns(database, "SELECT x FROM a0") == []


def test_its_savepoint_is_the_callers(write: Write, database: sa.URL) -> None:
    """The connection is as good as before, also where the revision goes on."""
    swallowed = VALUES["swallowed"].replace("a0", "a1")
    body = f'op.execute("CREATE TABLE a1 (x text)")\n{dedent(swallowed).strip()}'
    root = write(
        {
            "shop/__init__.py": "import no_such_framework\n",
            "migrations/versions/a1.py": revision("a1", "from shop import config\n", body),
        }
    )
    migrations = isolated(root, "alembic.ini")
    step = migrations.history[0]

    def before(context: Context) -> None:
        with pytest.raises(StandInError), context.connection.begin_nested():
            step.migration_fn()
        found.extend(sa.inspect(context.connection).get_table_names())

    found: list[str] = []
    session = dial(database)
    with sqlalchemy(session) as connection, pytest.raises(StandInError):
        migrations.replay(Site(Target(database), connection, session.facts), step, before)
    assert found == ["alembic_version"]
    assert tables(database) == set()


DECISIONS = {
    "in it": "if config.LIVE:\n    return",
    "by comparing": 'live = config.NAME == "live"',
    "by a loop": "for user in models.User.query.all():\n    op.execute('DROP TABLE no_such')",
    "by a membership": 'live = config.NAME in ("live",)',
    "at its top": "",
}


@pytest.mark.parametrize("way", DECISIONS)
def test_what_a_stand_in_decided_is_told(way: str, write: Write, up: Up) -> None:
    """It runs; but who counts what it proves must know."""
    top = "from shop import config, models\n" + (way == "at its top") * "LIVE = bool(config.LIVE)\n"
    table = 'op.execute("CREATE TABLE a1 (id int)")\n'
    root = write(
        {
            "shop/__init__.py": "import no_such_framework\n",
            "migrations/versions/a0.py": revision("a0", "from shop import models\n"),
            "migrations/versions/a1.py": revision("a1", top, table + DECISIONS[way], "a0"),
        }
    )
    migrations = isolated(root, "alembic.ini")
    assert up(migrations) == ["a0", "a1"]
    assert migrations.imports.used == {"a0": set(), "a1": {"shop"}}


def test_a_verdict_says_what_was_made_up(write: Write, server: sa.URL) -> None:
    """A seeding of the application's own, say, did nothing."""
    files = {
        "shop/__init__.py": "import no_such_framework\n",
        "migrations/versions/a1.py": revision("a1"),
        "migrations/versions/a2.py": revision(
            "a2", "from shop import models\n", "models.seed(op.get_bind())", "a1"
        ),
    }
    asked = Replay(
        write(files), "alembic.ini", server, experiments=("first", "rerun"), isolated=True
    )
    found = {one.revision: one.verdicts for one in replay(asked, Silence())}
    assert [one.reason for one in found["a1"]] == [
        "",
        'run again, it fails: relation "a1" already exists',
    ]
    assert {one.reason for one in found["a2"]} == {"it used shop, which is stood in for"}


def test_a_file_that_cannot_be_imported_keeps_its_place(
    write: Write, up: Up, database: sa.URL
) -> None:
    top = "import os\nmode = os.environ['NO_SUCH_MODE']\n"
    root = write(
        {
            "migrations/versions/a1.py": revision("a1"),
            "migrations/versions/a2.py": revision("a2", top, before="a1"),
            "migrations/versions/a3.py": revision("a3", before="a2"),
        },
        env="context.configure(connection=x, transaction_per_migration=True)",
    )
    migrations = isolated(root, "alembic.ini")
    assert [step.revision.revision for step in migrations.history] == ["a1", "a2", "a3"]
    with pytest.raises(StandInError, match="its file cannot be imported: KeyError: 'NO_SUCH_MODE'"):
        up(migrations)
    assert tables(database) == {"a1"}


REAL = {
    "not used": "",
    "used": "models.db.logger.info('now')\nwith models.app.context():\n    pass",
}


@pytest.mark.parametrize("way", REAL)
def test_a_real_failure_is_not_laid_to_a_stand_in(way: str, write: Write, up: Up) -> None:
    """What the server refuses has nothing of it, and nothing else came of it either."""
    top = "from shop import models\n"
    body = f'{REAL[way]}\nop.execute("DROP TABLE no_such")'
    files = {**APPLICATION, "migrations/versions/a1.py": revision("a1", top, body)}
    with pytest.raises(MigrationError, match="SQLSTATE: 42P01"):
        up(isolated(write(files), "alembic.ini"))


def test_a_failure_that_a_stand_in_decided_is_laid_to_it(write: Write, up: Up) -> None:
    top = "from shop import models\n"
    body = 'if not models.LIVE:\n    op.execute("DROP TABLE no_such")'
    files = {**APPLICATION, "migrations/versions/a1.py": revision("a1", top, body)}
    with pytest.raises(StandInError, match=r"it needs shop\.models\.LIVE"):
        up(isolated(write(files), "alembic.ini"))


FROM_ENV = {
    "an operation": (
        revision("a1", body="op.create_entity(1)"),
        "it needs op.create_entity, which is none of Alembic's own, and env.py is left out",
    ),
    "an argument": (
        revision("a1").replace("upgrade()", "upgrade(engine_name)"),
        "upgrade() has arguments from env.py, which is left out: missing a required argument:"
        " 'engine_name'",
    ),
}


@pytest.mark.parametrize("way", FROM_ENV)
def test_what_its_env_would_have_given_it(way: str, write: Write, up: Up) -> None:
    text, reason = FROM_ENV[way]
    with pytest.raises(StandInError) as caught:
        up(isolated(write({"migrations/versions/a1.py": text}), "alembic.ini"))
    assert caught.value.reason == reason


def test_a_module_that_connects_when_it_is_imported(write: Write, up: Up, database: sa.URL) -> None:
    url = database.set(drivername="postgresql").render_as_string(hide_password=False)
    harm = f"import psycopg\npsycopg.connect({url!r}, autocommit=True).execute('CREATE TABLE h ()')"
    files = {"shop/__init__.py": harm, "migrations/versions/a1.py": revision("a1", "import shop")}
    migrations = isolated(write(files), "alembic.ini")
    assert up(migrations) == ["a1"]
    assert tables(database) == {"a1"}
    assert migrations.imports.reasons["shop"].startswith("IdentityError: A module connects")


ENV_OPTIONS = """
from alembic import context
def offline():
    context.configure(url=1, transaction_per_migration=False, version_table="no")
def online(connection):
    context.configure(connection=connection, target_metadata=m, transaction_per_migration=True,
                      version_table="stamps", version_table_schema="kept", compare_type=True)
"""


def test_what_its_env_says_literally(write: Write, up: Up, database: sa.URL) -> None:
    files = {
        "migrations/versions/a1.py": revision("a1"),
        "migrations/versions/a2.py": revision("a2", body="raise ValueError", before="a1"),
    }
    with pytest.raises(MigrationError):
        up(isolated(write(files, env=ENV_OPTIONS), "alembic.ini"))
    assert columns(database, "SELECT version_num FROM kept.stamps") == ["a1"]


def test_the_naming_convention_of_its_metadata(write: Write, up: Up, database: sa.URL) -> None:
    """It is two imports away, and given by name."""
    body = 'op.create_table("a1", sa.Column("x", sa.Integer, unique=True))'
    files = {
        "shop/base.py": 'import no_such\nNAMES = {"uq": "only_%(table_name)s"}\n'
        "metadata = sa.MetaData(naming_convention=NAMES)\n",
        "shop/models.py": "from .base import metadata\n",
        "migrations/versions/a1.py": revision("a1", body=body),
    }
    root = write(files, env="from shop.models import metadata\n")
    assert up(isolated(root, "alembic.ini")) == ["a1"]
    assert columns(
        database, "SELECT conname FROM pg_constraint WHERE conrelid = 'a1'::regclass"
    ) == ["only_a1"]


PLACES = {
    "beside the configuration": ("conf/alembic.ini", INI, "conf/migrations/versions"),
    "beneath the root": ("conf/alembic.ini", INI, "migrations/versions"),
    "not named": ("migrations/alembic.ini", "[alembic]\n", "migrations/versions"),
    "not named, as usual": ("alembic.ini", "[alembic]\n", "alembic/versions"),
    "a package's": (
        "alembic.ini",
        "[alembic]\nscript_location = shop.db:moves\n",
        "src/shop/db/moves/versions",
    ),
    "recursive": (
        "alembic.ini",
        INI + "recursive_version_locations = true\n",
        "migrations/versions/2020/05",
    ),
    "named one by one": (
        "alembic.ini",
        INI + "version_locations = %(here)s/one more/two\npath_separator = newline\n",
        "one more/two",
    ),
    "in pyproject.toml": (
        "pyproject.toml",
        '[tool.alembic]\nscript_location = "%(here)s/moves"\n',
        "moves/versions",
    ),
    "only a folder of revisions": ("moves/all", None, "moves/all"),
    "only a folder with versions": ("moves", None, "moves/versions"),
    "no configuration, as usual": (".", None, "alembic/versions"),
}


@pytest.mark.parametrize("way", PLACES)
def test_where_revisions_are(way: str, tmp_path: Path, up: Up) -> None:
    alembic, text, folder = PLACES[way]
    (tmp_path / folder).mkdir(parents=True)
    (tmp_path / folder / "a1.py").write_text(revision("a1"))
    if text is not None:
        (tmp_path / alembic).parent.mkdir(exist_ok=True)
        (tmp_path / alembic).write_text(text)
    assert up(isolated(tmp_path, alembic)) == ["a1"]


def test_several_folders_and_heads(write: Write, up: Up) -> None:
    ini = INI + "version_locations = %(here)s/one, %(here)s/two\n"
    root = write({"one/a1.py": revision("a1"), "two/b1.py": revision("b1")}, ini)
    assert sorted(up(isolated(root, "alembic.ini"))) == ["a1", "b1"]


@pytest.mark.parametrize("named", ["script_location = nowhere\n", ""])
def test_no_folder_of_revisions(named: str, tmp_path: Path) -> None:
    (tmp_path / "alembic.ini").write_text("[alembic]\n" + named)
    (tmp_path / "setup.py").write_text(ENV)
    with pytest.raises(MigrationError, match="There is no folder of revisions"):
        assert isolated(tmp_path, "alembic.ini").history


def test_nothing_of_alembic(tmp_path: Path) -> None:
    with pytest.raises(MigrationError, match="There is no folder of revisions"):
        assert isolated(tmp_path, ".").history
