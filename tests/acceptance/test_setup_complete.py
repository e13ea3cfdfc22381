"""From clone to proof, as a user types it."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import sqlalchemy as sa

from toolkit.catalog.fingerprint import fingerprint
from toolkit.settings import recorded

Make = Callable[..., Any]


def shown_in_readme() -> str:
    """What the README says that the first run prints."""
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    block = r"<!-- setup-complete: first -->\n```text\n(.*?)```\n<!-- end -->"
    (shown,) = re.findall(block, readme, re.DOTALL)
    return str(shown)


def masked(printed: str) -> list[str]:
    """Without what differs by machine: times, ports, folders, symbols, and what a step is doing,
    which a slow one says while it does and a quick one afterwards."""
    details = ("  …", "  ...", "    ")
    lines = [line for line in printed.splitlines() if not line.startswith(details)]
    text = re.sub(r"^  slowest .*$", "  slowest", "\n".join(lines), flags=re.MULTILINE)
    text = re.sub(r" +\d+\.\d\d s", " 0.00 s", text)
    text = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:0", text)
    text = re.sub(r"^(  log +).*/\.hive/logs/[\dT.]+-", r"\1", text, flags=re.MULTILINE)
    text = text.replace(".venv/bin/invoke", "invoke")
    return re.sub(r"^[^\w\s] ", "* ", text, flags=re.MULTILINE).splitlines()


def look(clone: Any) -> Any:
    """The fingerprint of a clone's database."""
    engine = sa.create_engine(clone.url(), poolclass=sa.NullPool)
    with engine.connect() as connection:
        return fingerprint(connection)


def test_once_proves_it_and_twice_changes_nothing(clone: Make) -> None:
    hive = clone(example=True)
    first = hive.ok("setup-complete")
    assert masked(first) == masked(shown_in_readme())
    before = look(hive)
    assert [line for line in before.lines if line.startswith("table public.agents")]
    second = hive.ok("setup-complete")
    assert "0 changed" in second
    assert before.difference(look(hive)) == ""
    assert (hive.root / ".env.local").stat().st_mode & 0o777 == 0o600
    for url in recorded(hive.root).values():
        secret = url.rpartition("@")[0].rpartition(":")[2]
        shown = [first, second, *(p.read_text() for p in (hive.root / ".hive/logs").iterdir())]
        assert [text for text in shown if secret in text] == []
    report = json.loads((hive.root / ".hive/report.json").read_text())
    assert report["exit"] == 0
    suite = ElementTree.parse(hive.root / ".hive/report.xml").getroot()
    assert int(suite.get("tests", "0")) == len(report["outcomes"]) > 10


def test_plan_changes_nothing_and_tells_before_from_after(clone: Make) -> None:
    hive = clone()
    assert hive.run("bootstrap", "--plan").returncode == 1
    assert not (hive.root / ".env.local").exists()
    hive.ok("up")
    before = look(hive)
    assert hive.json("bootstrap", "--plan")["exit"] == 1
    assert before.difference(look(hive)) == ""
    hive.ok("bootstrap")
    assert hive.json("bootstrap", "--plan")["exit"] == 0
    assert "0 changed" in hive.ok("bootstrap")


def test_services_twice_up_twice_down(clone: Make) -> None:
    hive = clone()
    assert hive.run("status").returncode == 2
    hive.ok("up")
    assert "0 changed" in hive.ok("up")
    hive.ok("status")
    hive.ok("down")
    assert "0 changed" in hive.ok("down")
    status = hive.json("status")
    assert (status["exit"], [one["outcome"] for one in status["outcomes"]]) == (1, ["failed"] * 2)


def test_a_second_checkout_runs_beside_the_first(clone: Make) -> None:
    one, two = clone("one"), clone("two")
    one.ok("setup-complete")
    two.ok("setup-complete")
    assert "0 changed" in one.ok("setup-complete")
    assert not set(recorded(one.root).values()) & set(recorded(two.root).values())
    two.ok("down")
    one.ok("validate")


def test_eight_bootstraps_at_once_do_the_work_once(clone: Make) -> None:
    hive = clone()
    running = [hive.start("bootstrap", "--json") for _ in range(8)]
    answers = [(*process.communicate(), process.returncode) for process in running]
    assert [code for _, _, code in answers] == [0] * 8, answers
    changed: list[str] = []
    for stdout, _, _ in answers:
        outcomes = json.loads(stdout)["outcomes"]
        changed += [
            text for one in outcomes if one["outcome"] == "changed" for text in one["changes"]
        ]
    assert len(changed) == len(set(changed)) > 10


def test_lost_passwords_are_made_anew_and_no_data_is_lost(clone: Make) -> None:
    hive = clone()
    hive.ok("setup-complete")
    before = look(hive)
    (hive.root / ".env.local").unlink()
    hive.ok("setup-complete")
    assert before.difference(look(hive)) == ""


def test_run_hands_over_the_urls(clone: Make) -> None:
    hive = clone()
    hive.ok("up")
    printed = hive.ok("run", "--", "sh", "-c", 'echo "$DATABASE_URL $REDIS_URL"')
    assert printed.split() == list(recorded(hive.root).values())
    assert hive.ok("psql", "--", "-Atc", "SELECT current_user").strip() == "hive_app"


def test_reset_asks_and_begins_anew_and_what_was_there_is_restored(clone: Make) -> None:
    hive = clone()
    hive.ok("setup-complete")
    before = look(hive)
    refused = hive.run("reset")
    assert (refused.returncode, "--yes" in refused.stdout) == (2, True)
    assert before.difference(look(hive)) == ""
    hive.ok("reset", "--yes")
    (kept,) = hive.json("snapshot.list")["snapshots"]
    assert (kept["before"], len(kept["revisions"])) == ("reset", 1)
    hive.ok("up")
    assert not [line for line in look(hive).lines if line.startswith("table ")]
    hive.ok("snapshot.restore", "--yes", "--name", kept["name"])
    assert before.difference(look(hive)) == ""
