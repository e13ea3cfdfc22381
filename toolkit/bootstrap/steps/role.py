"""The application's role can log in with the password of its URL."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from toolkit.bootstrap.connections import Connections
from toolkit.database.failures import Kind
from toolkit.database.role import let_log_in
from toolkit.findings import Change, Survey

EXISTS = "SELECT rolcanlogin FROM pg_catalog.pg_roles WHERE rolname = %s"


@dataclass(frozen=True)
class Role:
    """Made, or given the URL's password, by the administrator; without one it is there or not."""

    name: ClassVar[str] = "role"
    together: ClassVar[bool] = False

    def survey(self, here: Connections) -> Survey:
        if here.there() or here.target.admin is None:
            return Survey()
        role = here.target.url.username or ""
        row = here.admin.raw.execute(EXISTS, (role,)).fetchone()
        if row is None:
            return Survey((Change(role, f'create role "{role}"'),))
        if not row[0] or _wrong_password(here):
            return Survey((Change(role, f'let role "{role}" log in with the URL\'s password'),))
        return Survey()

    def apply(self, here: Connections, changes: Sequence[Change]) -> None:
        (change,) = changes
        url = here.target.url
        let_log_in(here.admin.raw, change.subject, str(url.password) if url.password else None)
        here.try_again()


def _wrong_password(here: Connections) -> bool:
    return here.failure is not None and here.failure.kind is Kind.PASSWORD
