"""One hive, three backends: the same bootstrap, fingerprint, checks and proof."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from toolkit.catalog.fingerprint import Fingerprint, fingerprint
from toolkit.settings import recorded

if TYPE_CHECKING:
    from toolkit.services.docker.engine import Engine

CLOCKS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND data_type LIKE 'timestamp%'
"""


@pytest.fixture
def external(clone: Callable[..., Any]) -> dict[str, str]:
    """URLs of servers that somebody else runs, here those of another checkout."""
    theirs = clone("theirs")
    theirs.ok("up")
    word = (theirs.root / ".hive/postgres/superuser").read_text()
    url = sa.make_url(theirs.url()).set(username="postgres", password=word)
    with sa.create_engine(url, poolclass=sa.NullPool).begin() as connection:
        connection.exec_driver_sql("CREATE EXTENSION vector")  # as whoever runs it has to
    return {"HIVE_SERVICES": "external", **recorded(theirs.root)}


def _print(url: str) -> Fingerprint:
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        mask = [(table, column) for table, column in connection.execute(sa.text(CLOCKS))]
        return fingerprint(connection, mask=mask)


def _said(report: dict[str, Any]) -> dict[str, Any]:
    """Outcomes by name; services begin in their own ways, and marks are of hives of our own."""
    leave = {"doctor", "postgres", "redis", "role", "database"}
    return {
        one["name"]: (one["outcome"], one["changes"])
        for one in report["outcomes"]
        if one["name"] not in leave
    }


def test_the_same_hive_on_each_backend(
    clone: Callable[..., Any], external: dict[str, str], engine: "Engine", base_image: str
) -> None:
    first, again, prints, checks = {}, {}, {}, {}
    for name, given in {
        "embedded": {"HIVE_SERVICES": "embedded"},
        "docker": {"HIVE_SERVICES": "docker"},
        "external": external,
    }.items():
        hive = clone(name)
        (hive.root / ".env.local").write_text("".join(f"{k}='{v}'\n" for k, v in given.items()))
        first[name] = _said(hive.json("setup-complete"))
        report = hive.json("setup-complete")
        assert report["exit"] == 0, report
        assert [one for one in report["outcomes"] if one["changes"]] == []
        again[name] = _said(report)
        checks[name] = _said(hive.json("validate"))
        prints[name] = _print(hive.url())
        if name == "docker":
            hive.ok("reset", "--yes")
    assert first["docker"] == first["embedded"]
    for said in first.values():
        said.pop("extensions")  # the external one has its vector already
    assert again["docker"] == again["embedded"]
    for said in (first, again):
        assert "snapshot" not in said["external"]  # whose server it is keeps its own
        del said["embedded"]["snapshot"], said["docker"]["snapshot"]
    for name in ("docker", "external"):
        assert first[name] == first["embedded"]
        assert again[name] == again["embedded"]
        assert checks[name] == checks["embedded"]
        assert prints["embedded"].difference(prints[name]) == ""
    assert [line for line in prints["docker"].lines if line.startswith("table public.agents")]
    assert "proof: vector search" in first["docker"]
