"""`diagnose` as a user meets it: typed, and told by a bootstrap that fails."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

Make = Callable[..., Any]
HISTORIES = Path(__file__).parents[1] / "histories"


@pytest.fixture
def plain(clone: Make, installed: Path) -> Any:
    """A project of two revisions, bootstrapped."""
    made = clone("plain", HISTORIES / "plain", str(installed / "hive"))
    made.ok("bootstrap")
    return made


def change(made: Any, sql: str) -> None:
    engine = sa.create_engine(made.url(), poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql(sql)


def test_converged(plain: Any) -> None:
    found = plain.json("diagnose")
    assert found["exit"] == 0
    assert found["diagnosis"]["revisions"] == {"a1": "there", "a2": "there"}
    assert (found["diagnosis"]["at"], found["diagnosis"]["stamp"]) == ("a2", ["a2"])


def test_without_a_stamp_and_the_command_that_goes_on(plain: Any) -> None:
    change(plain, "DROP TABLE alembic_version")
    found = plain.json("diagnose")
    assert found["exit"] == 1
    assert "all of a2 is there, and no stamp" in found["diagnosis"]["what"]
    assert "adopt, which has the stamp say a2" in found["diagnosis"]["next"]
    assert plain.json("adopt")["outcomes"][0]["outcome"] == "changed"
    assert plain.ok("adopt").rstrip().endswith("0 changed")
    assert plain.ok("bootstrap").rstrip().endswith("0 changed")
    assert plain.json("diagnose")["exit"] == 0


def test_it_changes_nothing_and_leaves_nothing(plain: Any) -> None:
    engine = sa.create_engine(plain.url(), poolclass=sa.NullPool)
    names = sa.text("SELECT datname FROM pg_database ORDER BY 1")
    with engine.connect() as connection:
        before = connection.scalars(names).all()
        plain.ok("diagnose")
        assert connection.scalars(names).all() == before
    assert plain.ok("bootstrap").rstrip().endswith("0 changed")


def test_a_bootstrap_that_fails_says_where_the_database_stands(
    clone: Make, installed: Path
) -> None:
    made = clone("failing", HISTORIES / "failing", str(installed / "hive"))
    for command in ("bootstrap", "setup-complete"):
        found = made.json(command)
        assert (found["exit"], found["error"]["code"]) == (2, "migration")
        assert found["diagnosis"]["at"] == "f1"
        assert "f1 is applied, and the next one fails" in found["diagnosis"]["what"]


def test_what_is_not_all_there_is_not_adopted(plain: Any) -> None:
    change(plain, "ALTER TABLE users ALTER id TYPE text; DROP TABLE alembic_version")
    found = plain.json("adopt")
    assert (found["exit"], found["error"]["code"]) == (1, "drift")
    assert "found:" in found["error"]["why"]
    engine = sa.create_engine(plain.url(), poolclass=sa.NullPool)
    assert not sa.inspect(engine).has_table("alembic_version")


def test_drift_says_what_differs_and_what_goes_on(plain: Any) -> None:
    assert plain.json("drift")["drift"]["differences"] == []
    assert plain.ok("drift").rstrip().endswith("nothing differs from revision a2")
    change(plain, "COMMENT ON TABLE users IS 'who'; ALTER TABLE users DROP CONSTRAINT users_pkey")
    found = plain.json("drift", "--html", "drift.html")
    assert found["exit"] == 1
    (one,) = found["drift"]["differences"]
    assert (one["subject"], one["verdict"], one["found"]) == (
        "constraint public.users.users_pkey", "absent", "",
    )  # fmt: skip
    assert one["next"].endswith(" bootstrap --repair")
    assert one["declared"] in (plain.root / "drift.html").read_text()
    assert plain.json("drift", "--html", "none/drift.html")["error"]["code"] == "usage"
    plan = plain.json("bootstrap", "--plan", "--repair")["outcomes"]
    (pending,) = [one["changes"] for one in plan if one["outcome"] == "pending"]
    done = plain.json("bootstrap", "--repair")["outcomes"]
    assert [one["changes"] for one in done if one["outcome"] == "changed"] == [pending]
    assert plain.json("drift")["exit"] == 0


def test_adopt_repairs_and_then_stamps(plain: Any) -> None:
    change(plain, "ALTER TABLE users DROP CONSTRAINT users_pkey; DROP TABLE alembic_version")
    assert "adopt --repair" in plain.json("diagnose")["diagnosis"]["next"]
    assert plain.json("adopt")["error"]["next"].endswith(" adopt --repair")
    found = plain.json("adopt", "--repair")["outcomes"]
    told = {one["name"]: one["outcome"] for one in found}
    assert told == {"snapshot": "unchanged", "repair": "changed", "adopt": "changed"}  # no rows
    assert plain.json("diagnose")["exit"] == plain.json("drift")["exit"] == 0
    assert plain.ok("bootstrap").rstrip().endswith("0 changed")
