"""What is near is found, in the hive that DATABASE_URL names."""

import os
import uuid
from collections.abc import Iterator

import psycopg
import pytest
from librarian.memory import nearest

pytestmark = pytest.mark.skipif("not os.environ.get('DATABASE_URL')", reason="no DATABASE_URL")


@pytest.fixture
def new() -> Iterator[str]:
    """A word that no other memory has; those that have it are forgotten."""
    word = uuid.uuid4().hex
    yield word
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute("DELETE FROM contexts WHERE content LIKE %s", [f"%{word}%"])


def remembered(word: str) -> int:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        found = connection.execute("SELECT FROM contexts WHERE content LIKE %s", [f"%{word}%"])
        return len(found.fetchall())


def test_a_note_is_remembered_once_and_anew_when_it_changes(new: str) -> None:
    notes = {f"{name}.md": f"{name} of {new}" for name in ("smoker", "ladder", "kettle", "boots")}
    assert nearest("Who has the ladders?", notes, 1) == ["ladder.md"]
    assert nearest("the boots", notes, 1) == ["boots.md"]
    assert remembered(new) == 4
    notes["boots.md"] = f"These are ladders of {new}, and nothing but ladders"
    assert nearest("the ladders", notes, 2) in (
        ["boots.md", "ladder.md"],
        ["ladder.md", "boots.md"],
    )
    assert remembered(new) == 5
    assert len(nearest("anything", notes, 9)) == 4
