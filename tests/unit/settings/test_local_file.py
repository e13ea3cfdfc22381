"""Two blocks of ours in `.env.local`, beside what a person writes."""

from pathlib import Path

import pytest

from toolkit.errors import SettingsError
from toolkit.settings import load
from toolkit.settings.local_file import BRANCH, END, OWN, record, recorded

HERE, THERE = "postgresql://a:b@h/here", "postgresql://a:b@h/there"
USED = {"HIVE_SERVICES": "external", "DATABASE_URL": THERE}


def test_a_branch_is_settings_and_the_urls_in_use_are_none(tmp_path: Path) -> None:
    (tmp_path / ".env.local").write_text("MINE=1\n")
    assert record(tmp_path, {"DATABASE_URL": HERE})
    assert load(tmp_path, {}).settings.services == "embedded"
    assert record(tmp_path, USED, BRANCH)
    assert not record(tmp_path, USED, BRANCH)
    settings = load(tmp_path, {}).settings
    assert settings.services == "external"
    assert settings.database_url
    assert settings.database_url.get_secret_value() == THERE
    assert (recorded(tmp_path), recorded(tmp_path, BRANCH)) == ({"DATABASE_URL": HERE}, USED)


def test_each_is_written_without_the_other(tmp_path: Path) -> None:
    record(tmp_path, USED, BRANCH)
    record(tmp_path, {"DATABASE_URL": HERE})
    record(tmp_path, {}, BRANCH)
    assert (recorded(tmp_path), recorded(tmp_path, BRANCH)) == ({"DATABASE_URL": HERE}, {})
    assert (tmp_path / ".env.local").stat().st_mode & 0o777 == 0o600


def test_one_without_an_end_is_not_the_others(tmp_path: Path) -> None:
    record(tmp_path, {"DATABASE_URL": HERE})
    path = tmp_path / ".env.local"
    path.write_text(f"{BRANCH.begin}\n{path.read_text()}")
    assert END in path.read_text()
    with pytest.raises(SettingsError, match="has no end") as caught:
        record(tmp_path, USED, BRANCH)
    assert BRANCH.end in caught.value.why
    assert recorded(tmp_path, OWN) == {"DATABASE_URL": HERE}
