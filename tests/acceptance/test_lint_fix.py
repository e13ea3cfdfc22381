"""`hive-lint --fix` and `--diff`, as processes of their own: what they write, and what never."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .linting import ROWS, TABLE, found, project, revision, said, table

ENSURED = 'ensure.table("orders", sa.Column("id", sa.Integer, primary_key=True))'
COLUMN = "op.execute('ALTER TABLE orders ADD COLUMN x int')"
INSERTED = "INSERT INTO orders (id) VALUES (2) RETURNING id"
WANTED = f"for one in op.get_bind().execute(sa.text('{INSERTED}')): return"
"""It may end the function: no block can be put around it."""
COMMAND = (sys.executable, "-m", "toolkit.commands.lint")
NATIVE = ("--fix-style", "native")
OWN = ("--fix-style", "ensure")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    project(
        tmp_path,
        a1=revision("a1", None, TABLE, COLUMN),
        a2=revision("a2", "a1", ROWS),
        a3=revision("a3", "a2", WANTED),
    )
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.glob("migrations/versions/*.py")}


def test_a_fixed_file_differs_only_by_what_diff_showed(shop: Path) -> None:
    before = contents(shop)
    shown = said(shop, "--diff", *OWN)
    assert contents(shop) == before
    assert "3 findings would be fixed in 2 files" in shown.err
    subprocess.run(["git", "init", "-q"], cwd=shop, check=True)
    subprocess.run(["git", "apply"], cwd=shop, input=shown.out.encode(), check=True)
    patched = contents(shop)
    for name, data in before.items():
        (shop / "migrations/versions" / name).write_bytes(data)
    said(shop, "--fix", *OWN)
    assert contents(shop) == patched != before


def test_fix_again_changes_nothing(shop: Path) -> None:
    fixed = said(shop, "--fix", *OWN)
    assert "3 findings fixed in 2 files" in fixed.err
    after = contents(shop)
    again = said(shop, "--fix", *OWN)
    assert "0 findings fixed in 0 files" in again.err
    assert contents(shop) == after
    assert said(shop, "--diff", *OWN).out == ""


def test_what_is_left_is_said_and_is_the_exit_code(shop: Path) -> None:
    assert said(shop, "--fix", *OWN).exit == 1
    assert found(shop) == [("a1.py", "guard-by-name", "note"), ("a3.py", "insert-rows", "error")]
    (shop / "migrations/versions/a3.py").write_text(revision("a3", "a2", COLUMN))
    assert said(shop, "--fix", *OWN).exit == 0


def test_the_document_says_what_was_done(shop: Path) -> None:
    fixes = said(shop, "--diff", *OWN, "--format", "json").json["fixes"]
    assert [(one["path"][-5:], one["line"], one["rule"]) for one in fixes["fixed"]] == [
        ("a1.py", 10, "create-table"), ("a1.py", 11, "add-column"), ("a2.py", 10, "insert-rows"),
    ]  # fmt: skip
    assert (fixes["files"], fixes["refused"]) == (2, [])
    assert fixes["diff"] == said(shop, "--diff", *OWN).out
    answer = said(shop, "--fix", *OWN, "--format", "json")
    assert (answer.exit, answer.json["fixes"]["files"]) == (1, 2)
    assert answer.json["fixes"]["diff"] is None
    assert [one["rule"] for one in answer.json["findings"]] == ["guard-by-name", "insert-rows"]


@pytest.mark.parametrize("form", ["sarif", "github", "gitlab", "junit", "gcc"])
def test_other_formats_say_it_beside_the_document(shop: Path, form: str) -> None:
    answer = said(shop, "--fix", *OWN, "--format", form)
    assert "3 findings fixed in 2 files" in answer.err
    assert "create-table" not in answer.out
    assert answer.exit == 1


@pytest.mark.parametrize(
    ("name", "text", "style"),
    [
        ("pyproject.toml", '[project]\ndependencies = ["hive-toolkit>=1"]', "ensure"),
        ("pyproject.toml", '[project]\ndependencies = ["Hive_Toolkit"]', "ensure"),
        ("pyproject.toml", '[project.optional-dependencies]\na = ["hive-toolkit"]', "ensure"),
        ("pyproject.toml", '[tool.poetry.dependencies]\nhive-toolkit = "*"', "ensure"),
        ("requirements.txt", "alembic\nhive-toolkit[x]==1\n", "ensure"),
        ("pyproject.toml", '[dependency-groups]\ndev = ["hive-toolkit"]', "native"),
        ("pyproject.toml", '[project]\ndependencies = ["hive-toolkit-extra"]', "native"),
        ("requirements.txt", "# hive-toolkit\n", "native"),
        ("README", "", "native"),
    ],
)
def test_the_style_is_what_the_project_depends_on(
    shop: Path, name: str, text: str, style: str
) -> None:
    (shop / name).write_text(text)
    said(shop, "--fix")
    fixed = contents(shop)["a1.py"].decode()
    assert (ENSURED in fixed, "if_not_exists=True" in fixed) == (
        style == "ensure",
        style == "native",
    )


def test_a_migration_that_imports_it_already_uses_it(shop: Path) -> None:
    path = shop / "migrations/versions/a1.py"
    path.write_text(revision("a1", None, TABLE, head="from toolkit import ensure"))
    said(shop, "--fix")
    assert ENSURED in path.read_text()
    assert path.read_text().count("import ensure") == 1
    assert ROWS in contents(shop)["a2.py"].decode()  # it does not, and there is no other way


def test_only_what_is_chosen(shop: Path) -> None:
    said(shop, "--fix", *OWN, "--select", "insert-rows")
    assert TABLE in contents(shop)["a1.py"].decode()
    assert ROWS not in contents(shop)["a2.py"].decode()
    said(shop, "--fix", *OWN, "migrations/versions/a3.py")
    assert TABLE in contents(shop)["a1.py"].decode()
    table(shop, '[tool.hive.lint.per-file-ignores]\n"a1.py" = ["create-table"]')
    said(shop, "--fix", *OWN)
    assert TABLE in contents(shop)["a1.py"].decode()


def test_downgrade_is_fixed_but_for_its_data(shop: Path) -> None:
    """What `ensure.once` remembers would be there still, when the upgrade was taken back."""
    path = shop / "migrations/versions/a1.py"
    text = revision("a1", None, back=f'op.drop_table("lines")\n    {ROWS}')
    path.write_text(text)
    said(shop, "--fix", *OWN)
    assert path.read_text() == text
    answer = said(shop, "--fix", *OWN, "--downgrade", "--format", "json")
    fixed = path.read_text()
    assert 'ensure.no_table("lines")' in fixed
    assert ROWS in fixed
    (left,) = (one for one in answer.json["findings"] if one["path"].endswith("a1.py"))
    assert (left["rule"], left["fixable"]) == ("insert-rows", False)
    assert left["message"].startswith("in downgrade(): ")


def test_what_is_lived_with_stays(shop: Path) -> None:
    said(shop, "--baseline", "known.json", "--write-baseline", "migrations/versions/a1.py")
    path = shop / "migrations/versions/a2.py"
    path.write_text(revision("a2", "a1", f"{ROWS}  # hive: ignore[insert-rows] once"))
    before = contents(shop)
    answer = said(shop, "--fix", *OWN, "--baseline", "known.json")
    assert "0 findings fixed in 0 files" in answer.err
    assert contents(shop) == before


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
def test_bytes_that_are_not_its_business_stay(shop: Path, end: str, mark: bytes) -> None:
    path = shop / "migrations/versions/a1.py"
    text = revision("a1", None, f"{TABLE}  # Grüße, 猫\f", COLUMN).rstrip("\n")
    path.write_bytes(mark + text.replace("\n", end).encode())
    path.chmod(0o640)
    said(shop, "--fix", *NATIVE)
    expected = text.replace("primary_key=True))", "primary_key=True), if_not_exists=True)")
    expected = expected.replace("ADD COLUMN x", "ADD COLUMN IF NOT EXISTS x")
    assert path.read_bytes() == mark + expected.replace("\n", end).encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in path.parent.iterdir() if one.name.startswith(".")] == []


def test_mixed_ends_and_another_encoding(shop: Path) -> None:
    path = shop / "migrations/versions/a1.py"
    text = "# coding: latin-1\n" + revision("a1", None, f"{TABLE}  # Grüße", COLUMN)
    data = text.encode("latin-1").replace(b"sa\n", b"sa\r\n")
    path.write_bytes(data)
    said(shop, "--fix", *NATIVE)
    fixed = data.replace(b"_key=True))", b"_key=True), if_not_exists=True)")
    assert path.read_bytes() == fixed.replace(b"COLUMN x", b"COLUMN IF NOT EXISTS x")


def test_a_link_stays_one(shop: Path) -> None:
    path = shop / "migrations/versions/a1.py"
    real = path.rename(shop / "real.txt")
    path.symlink_to(real)
    said(shop, "--fix", *OWN)
    assert path.is_symlink()
    assert ENSURED in real.read_text()


def test_a_file_that_is_no_python_is_never_written(shop: Path) -> None:
    path = shop / "migrations/versions/a1.py"
    path.write_text(revision("a1", None, TABLE, "def ("))
    before = path.read_bytes()
    answer = said(shop, "--fix", *OWN)
    assert answer.exit == 2
    assert path.read_bytes() == before
    assert "1 finding fixed in 1 file" in answer.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(shop: Path) -> None:
    versions = shop / "migrations/versions"
    versions.chmod(0o555)
    answer = said(shop, "--fix", *OWN)
    versions.chmod(0o755)
    assert answer.exit == 2
    assert "2 files could not be written" in answer.err


def test_a_fix_that_would_do_something_else_is_dropped_and_said(shop: Path) -> None:
    path = shop / "migrations/versions/a1.py"
    made = """op.execute("CREATE TABLE {} (id int)".format("copied"))"""
    path.write_text(revision("a1", None, made, COLUMN))
    answer = said(shop, "--fix", *OWN, str(path))
    assert (
        "a1.py:10:16 create-table: its fix was not taken: it would bring: this is not" in answer.err
    )
    assert made in path.read_text()
    assert "ADD COLUMN IF NOT EXISTS x" in path.read_text()


def test_standard_input(shop: Path) -> None:
    before = contents(shop)
    data = before["a1.py"].replace(b"\n", b"\r\n")
    name = ("--stdin-filename", "migrations/versions/a1.py")
    answer = said(shop, "-", "--fix", *OWN, *name, stdin=data)
    assert ENSURED in answer.out
    assert answer.out.count("\r\n") == answer.out.count("\n")
    assert "2 findings fixed in 1 file" in answer.err
    assert (
        "--- a/migrations/versions/a1.py" in said(shop, "-", "--diff", *OWN, *name, stdin=data).out
    )
    assert contents(shop) == before


@pytest.mark.parametrize("data", [b"", b"x = (", b"\xff", b"x = 1\n" * 400_000])
def test_standard_input_is_given_back_as_it_was(shop: Path, data: bytes) -> None:
    argv = [*COMMAND, "-", "--fix"]
    done = subprocess.run(argv, cwd=shop, input=data, capture_output=True, check=False)
    assert done.stdout == data
    assert done.returncode in (0, 2)


@pytest.mark.parametrize(
    "words",
    [
        ["--fix", "--diff"],
        ["--prove"],
        ["--fix", "--prove", "-"],
        ["--fix", "--database-url", "postgresql://x"],
        ["--fix", "--write-baseline"],
        ["--diff", "--format", "gcc"],
        ["-", "--fix", "--format", "json"],
        ["--fix-style", "own"],
    ],
)
def test_wrong_usage(shop: Path, words: list[str]) -> None:
    before = contents(shop)
    assert said(shop, *words).exit == 2
    assert contents(shop) == before
