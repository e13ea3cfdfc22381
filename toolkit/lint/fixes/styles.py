"""How fixes are written: with `ensure`, or with what Alembic and PostgreSQL have themselves."""

ENSURE, NATIVE = "ensure", "native"
STYLES = (ENSURE, NATIVE)
