"""The database being bootstrapped: where it is and as whom."""

from dataclasses import dataclass

from sqlalchemy import URL


@dataclass(frozen=True)
class Target:
    """`url` is the application's role on its database, driver postgresql+psycopg.

    `admin` is a role that may create roles, databases and extensions, on the maintenance
    database; None where nobody gave us one (external): then `url`'s own role does what it may.
    `instance` is the id of this hive: the identity marker in the database must carry it
    (None: external, where several checkouts may share one database).
    `system_identifier` is the cluster's, as recorded when it was made; None where unknown.
    """

    url: URL
    admin: URL | None = None
    search_path: tuple[str, ...] = ()
    instance: str | None = None
    system_identifier: str | None = None

    @property
    def name(self) -> str:
        """The database's name, without anything secret."""
        return self.url.database or ""
