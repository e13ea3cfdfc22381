"""What cannot work is said before anything begins."""

import pytest
from team import __main__ as command


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "DATABASE_URL is not set"),
        ("postgresql:///hive?host=/var/run", "a socket will not do"),
        ("postgresql:///hive", "a socket will not do"),
        ("not a url", "is no URL"),
    ],
)
def test_a_database_that_will_not_do(
    url: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert command.main(["workers"]) == 2
    assert said in capsys.readouterr().err
