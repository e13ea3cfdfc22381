"""Nothing secret is shown, in whatever shape it comes."""

import pytest

from toolkit.report.redact import hide, redact


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://me:hunter22@host:5432/db", "postgresql://me:***@host:5432/db"),
        ("postgres+asyncpg://me:p%40ss@host/db?x=1", "postgres+asyncpg://me:***@host/db?x=1"),
        ("redis://:hunter22@host/0", "redis://:***@host/0"),
        ("postgresql://me:a@b@host/db", "postgresql://me:***@host/db"),
        ("postgresql://h/d?user=u&password=hunter22", "postgresql://h/d?user=u&password=***"),
        ("postgresql://h/d?sslpassword=hunter22", "postgresql://h/d?sslpassword=***"),
        ("user=me password=hunter22 host=h", "user=me password=*** host=h"),
        ("ALTER ROLE x PASSWORD 'it is'", "ALTER ROLE x PASSWORD ***"),
        ("postgresql://me@host/db", "postgresql://me@host/db"),
    ],
)
def test_urls_and_fields(text: str, shown: str) -> None:
    assert redact(text) == shown


def test_a_known_secret_anywhere() -> None:
    hide("correct-horse")
    assert redact("it said correct-horse!") == "it said ***!"


def test_a_short_secret_eats_no_words() -> None:
    hide("abc")
    assert redact("abc") == "abc"
