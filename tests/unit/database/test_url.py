"""What people have as DATABASE_URL, and what is made of it."""

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import URL

from toolkit.database.url import DRIVER, libpq, parse
from toolkit.errors import SettingsError


def arguments(text: str) -> dict[str, object]:
    """What psycopg would be given."""
    url = parse(text)
    return dict(url.get_dialect()().create_connect_args(url)[1])


@pytest.mark.parametrize(
    "scheme",
    [
        "postgres",
        "postgresql",
        "postgresql+asyncpg",
        "postgresql+psycopg2",
        "PostgreSQL",
        "postgres+x",
    ],
)
def test_every_scheme_becomes_psycopgs(scheme: str) -> None:
    assert parse(f"{scheme}://u:p@h:5433/db") == URL.create(DRIVER, "u", "p", "h", 5433, "db")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("postgresql:///db?host=/run/pg", {"host": "/run/pg", "dbname": "db"}),
        ("postgresql://u@%2Frun%2Fpg/db", {"host": "/run/pg", "dbname": "db", "user": "u"}),
        (
            "postgresql://u@/db?host=/run/pg&port=6000",
            {"host": "/run/pg", "port": 6000, "dbname": "db", "user": "u"},
        ),
        ("postgresql://[::1]:5433/db", {"host": "::1", "port": 5433, "dbname": "db"}),
        ("postgresql://u@h", {"host": "h", "user": "u", "dbname": "u"}),
        ("postgresql://u@h/a%20%2F%25", {"host": "h", "user": "u", "dbname": "a /%"}),
        ("postgresql:///?host=h&port=5&dbname=d", {"host": "h", "port": 5, "dbname": "d"}),
        (
            "postgresql://a:1,b/db?target_session_attrs=any",
            {"host": "a,b", "port": "1,5432", "dbname": "db", "target_session_attrs": "any"},
        ),
    ],
)
def test_where_the_server_is(text: str, expected: dict[str, object]) -> None:
    assert arguments(text) == expected
    assert libpq(parse(text)) == {key: str(value) for key, value in expected.items()}


def test_parameters_stay_and_other_drivers_own_go() -> None:
    text = "postgresql+asyncpg://h/db?ssl=true&prepared_statement_cache_size=0&application_name=a+b"
    assert parse(text).query == {"sslmode": "require", "application_name": "a+b"}
    assert parse("postgresql://h/db?sslmode=verify-full").query == {"sslmode": "verify-full"}


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)


@given(user=TEXT, password=TEXT)
def test_every_character_survives_when_it_is_encoded(user: str, password: str) -> None:
    made = URL.create(DRIVER, user, password, "h", 5432, "db")
    assert parse(made.render_as_string(hide_password=False)) == made


@pytest.mark.parametrize(
    "text",
    [
        "postgres://u:s3cr@t@h/db",
        "postgres://u:s3cr/t@h/db",
        "postgres://u:s3cr?t@h/db",
        "postgres://u:s3cr#t@h/db",
        "postgres://u:s3cr%t@h/db",
        "postgres://u:53?s3cr@h/db",
        "postgres://u:53?s3cr=t@h/db",
        "postgres://u:53/s3cr@h/db",
        "postgres://u:s3cr%ff@h/db",
        "postgres://u:s3cr%00@h/db",
        "postgres://u:s3cr@h:99999/db",
        "postgres://u:s3cr@h:a/db",
        "postgres://u:s3cr@h/db?schema=s3cr",
        "mysql://u:s3cr@h/db",
        "u:s3cr@h/db",
        "",
    ],
)
def test_what_is_ambiguous_or_wrong_is_refused_unseen(text: str) -> None:
    with pytest.raises(SettingsError) as refused:
        parse(text)
    assert "s3cr" not in str(refused.value)
    assert refused.value.next


def test_an_at_sign_in_the_query_is_no_password() -> None:
    assert parse("postgresql://h/db?application_name=a@b").query["application_name"] == "a@b"


def test_libpq_reads_what_comes_out(database: URL) -> None:
    kwargs = arguments(database.render_as_string(hide_password=False))
    with psycopg.connect(**kwargs) as connection:  # type: ignore[arg-type]
        assert connection.info.dbname == database.database
