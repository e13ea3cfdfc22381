"""The URL that a project is handed."""

import pytest
import sqlalchemy as sa
from alembic.config import Config

from toolkit.database.migrations_config import own_driver, point_at, with_driver
from toolkit.database.migrations_run import ENDING

URL = sa.URL.create("postgresql+psycopg", "app", "p%40 c'd", "db", 5432, "shop")


def config(url: str) -> Config:
    made = Config()
    made.set_main_option("sqlalchemy.url", url)
    return made


@pytest.mark.parametrize(
    ("named", "driver"),
    [
        ("postgresql+asyncpg://x@y/z", "postgresql+asyncpg"),
        ("postgresql+psycopg://x@y/z", "postgresql+psycopg"),
        ("postgresql+nosuchdriver://x@y/z", "postgresql+psycopg"),
        ("postgresql://x@y/z", "postgresql+psycopg"),
        ("sqlite:///x", "postgresql+psycopg"),
        ("driver://user:pass@localhost/dbname", "postgresql+psycopg"),
        ("%(not_there)s", "postgresql+psycopg"),
        ("", "postgresql+psycopg"),
    ],
)
def test_the_driver_that_the_project_names_where_it_can_be_imported(named, driver):
    assert own_driver(config(named)) == driver


def test_a_password_with_percent_signs_arrives_as_it_is():
    made = config("postgresql+asyncpg://x@y/z")
    point_at(made, URL)
    assert sa.make_url(made.get_main_option("sqlalchemy.url")).password == URL.password


def test_asyncpg_gets_only_what_it_knows():
    url = URL.update_query_dict({"sslmode": "require", "application_name": "x", "host": "/run"})
    handed = with_driver(url, "postgresql+asyncpg")
    assert dict(handed.query) == {"ssl": "require", "host": "/run"}
    assert dict(with_driver(url, "postgresql+psycopg").query) == dict(url.query)


@pytest.mark.parametrize("sql", ["COMMIT", " commit;", "END", "ROLLBACK", "ABORT", "END WORK"])
def test_statements_that_end_a_transaction(sql):
    assert ENDING.match(sql)


@pytest.mark.parametrize(
    "sql", ["ROLLBACK TO SAVEPOINT x", "rollback work to x", "ENDLESS", "COMMENT ON TABLE x IS ''"]
)
def test_statements_that_do_not(sql):
    assert not ENDING.match(sql)
