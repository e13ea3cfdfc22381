"""The file of a fleet: a URL a line, each a tenant's database."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL

from toolkit.bootstrap.connections import MAINTENANCE
from toolkit.database.url import parse
from toolkit.errors import SettingsError

VARIABLE = re.compile(r"\$\{(\w+)\}")
NOBODYS = frozenset({*MAINTENANCE, "template0"})
UNTOUCHED = "Nothing was started or changed."


@dataclass(frozen=True)
class Tenant:
    """`name` is where its database is, and may be shown. `line` is as it stands in the file, where
    a variable may stand for the password."""

    name: str
    line: str = field(repr=False)

    def url(self, variables: Mapping[str, str]) -> URL:
        """With the password, which a variable holds as it is; SettingsError where it does not."""
        url = parse(self.line)
        named = VARIABLE.fullmatch(url.password or "")
        if named is None:
            return url
        password = variables.get(named[1])
        if not password:
            raise SettingsError(
                f"{named[1]} is not set, in which the password of {self.name} is to be",
                why="the process that bootstraps a database takes it from its own environment",
                next=f"Set {named[1]} there, then run the same command again",
            )
        return url.set(password=password)

    @property
    def told(self) -> str:
        """The secret that the line itself tells, "" where it tells none."""
        url = parse(self.line)
        given = "" if VARIABLE.fullmatch(url.password or "") else url.password or ""
        return given or str(url.query.get("sslpassword", ""))


def read(path: Path) -> tuple[Tenant, ...]:
    """The tenants, in the file's order; SettingsError where not every line is one."""
    found = list(_tenants(path))
    if not found:
        raise _wrong(f"{path} names no database", "it has no line with a URL", "Write one a line")
    lines: dict[str, int] = {}
    for number, tenant in found:
        before = lines.setdefault(tenant.name, number)
        if before != number:
            raise _wrong(
                f"{path}, line {number}: {tenant.name} is there already",
                f"line {before} names the same database",
                "Remove one of the two lines",
            )
    return tuple(tenant for _, tenant in found)


def none_told(tenants: Sequence[Tenant]) -> None:
    """SettingsError where a line tells its password: a scheduler would come to know it."""
    if told := next((one for one in tenants if one.told), None):
        raise SettingsError(
            f"the line of {told.name} has a password in it",
            why="what is handed to a scheduler passes other machines, and stays in their memory",
            state=UNTOUCHED,
            next="Write ${NAME} in its place, and set NAME in the workers' environment",
        )


def _tenants(path: Path) -> Iterator[tuple[int, Tenant]]:
    for number, line in enumerate(_text(path).splitlines(), 1):
        text = line.strip()
        if text and not text.startswith("#"):
            yield number, _tenant(f"{path}, line {number}", text)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise _wrong(
            f"{path} cannot be read", str(reason), "Name a file with a URL a line"
        ) from None


def _tenant(where: str, line: str) -> Tenant:
    try:
        url = parse(line)
    except SettingsError as error:
        raise _wrong(f"{where}: {error.what}", error.why, error.next) from None
    _refuse_variables(where, url)
    if not url.database:
        raise _wrong(f"{where}: no database is named", "the URL ends at its server", "Name it")
    if url.database in NOBODYS:
        raise _wrong(
            f"{where}: {url.database} is the server's own database",
            "it is there to be connected to before a tenant's database is, or to be copied",
            "Name the tenant's database",
        )
    return Tenant(_name(url), line)


def _refuse_variables(where: str, url: URL) -> None:
    """Where a database is, and who asks for it, is known before anything is started."""
    password = url.password or ""
    strays = "${" in password and not VARIABLE.fullmatch(password)
    if strays or "${" in str(url.set(password=None)).replace("%24%7B", "${"):
        raise _wrong(
            f"{where}: a variable stands where none may",
            "a variable, ${NAME}, may stand for the whole password and for nothing else",
            "Write out what it stands for",
        )


def _name(url: URL) -> str:
    """Host, port and database, the same for each way to write them."""
    hosts = url.query.get("host", ())
    several = (hosts,) if isinstance(hosts, str) else hosts
    host = url.host.lower() if url.host else ",".join(several)
    return f"{host}:{url.port or 5432}/{url.database}" if host else str(url.database)


def _wrong(what: str, why: str, next: str) -> SettingsError:
    return SettingsError(what, why=why, state=UNTOUCHED, next=next)
