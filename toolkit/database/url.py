"""Database URLs as people have them: read into one shape, shown without what is secret."""

import re
from collections.abc import Mapping
from urllib.parse import unquote

from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo
from sqlalchemy import URL

from toolkit.errors import SettingsError

DRIVER = "postgresql+psycopg"
LONGEST = 10_000
"""Characters: PostgreSQL takes no longer greeting."""
_URL = re.compile(
    r"(?P<scheme>[^:/?#]*)://(?P<authority>[^/?]*)(?:/(?P<path>[^?]*))?(?:\?(?P<query>.*))?", re.S
)
_SCHEME = re.compile(r"postgres(ql)?(\+\w+)?", re.I)
_HOSTPORT = re.compile(r"(?P<host>\[[^\[\]]*\]|[^\[\]:]*)(?::(?P<port>\d*))?")
_FORM = "postgresql://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=…"
_ESCAPES = "in a user name or password write @ as %40, / as %2F, ? as %3F, # as %23, % as %25"
# What other drivers' URLs carry and libpq does not know: it says how to talk, not to whom.
_FOREIGN = {
    "async_fallback", "command_timeout", "max_cached_statement_lifetime",
    "prepared_statement_cache_size", "prepared_statement_name_func", "statement_cache_size",
}  # fmt: skip


def parse(text: str) -> URL:
    """One shape for every spelling: driver postgresql+psycopg, sockets and several hosts as query.

    Accepts postgres://, any +driver, sockets (host= or %2F), libpq's parameters. SettingsError,
    which never shows the text, where it is ambiguous or something libpq would not take.
    """
    if len(text) > LONGEST:
        raise _unreadable(f"it has {len(text)} characters", f"write it as {_FORM}")
    found = _URL.fullmatch(text.strip())
    if not found or not _SCHEME.fullmatch(found["scheme"]):
        raise _unreadable("it is no PostgreSQL URL", f"write it as {_FORM}")
    login, _, hosts = found["authority"].rpartition("@")
    _refuse_ambiguous(login, hosts, found["path"] or "")
    user, _, password = login.partition(":")
    if "@" not in found["authority"] and ":" in hosts and "@" in (found["query"] or ""):
        raise _ambiguous()
    query = _query(found["query"] or "")
    return _assembled(
        query,
        username=_decoded(user) or query.pop("user", None),
        password=_decoded(password) or query.pop("password", None),
        database=_decoded(found["path"] or "") or query.pop("dbname", None),
        hosts=[_host(part) for part in hosts.split(",") if part],
    )


def libpq(url: URL) -> dict[str, str]:
    """The URL as libpq's parameters; needs no dialect."""
    own = {
        "host": url.host, "port": url.port, "user": url.username, "password": url.password,
        "dbname": url.database,
    }  # fmt: skip
    found = {key: str(value) for key, value in own.items() if value is not None}
    query = {key: value for key, value in url.query.items() if key != "host"}
    found.update((key, value) for key, value in query.items() if isinstance(value, str))
    return found | _several(url.query.get("host", ()))


def plain_name(database: str) -> str:
    """For a client's arguments, where a name with a = or :// in it is read as a whole address."""
    strange = "=" in database or "://" in database
    return make_conninfo("", dbname=database) if strange else database


def _several(hosts: str | tuple[str, ...]) -> dict[str, str]:
    """Sockets and lists of hosts: HOST or HOST:PORT each, as SQLAlchemy writes them."""
    if isinstance(hosts, str):
        return {"host": hosts}
    pairs = [host.rpartition(":") for host in hosts]
    if not pairs:
        return {}
    return {
        "host": ",".join(host for host, _, _ in pairs),
        "port": ",".join(port for _, _, port in pairs),
    }


def _refuse_ambiguous(login: str, hosts: str, path: str) -> None:
    if "@" in login or "#" in login + hosts or set(path) & set("@#/"):
        raise _ambiguous()


def _decoded(text: str) -> str:
    if re.search("%(?![0-9A-Fa-f]{2})", text):
        raise _unreadable("a % in it is not followed by two hexadecimal digits", _ESCAPES)
    try:
        plain = unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise _unreadable("what is percent-encoded in it is not UTF-8", _ESCAPES) from None
    if "\0" in plain:
        raise _unreadable("it contains %00", "leave it out")
    return plain


def _query(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.split("&") if part]
    query = {_decoded(key): _decoded(value) for key, _, value in pairs}
    if any(not equals for _, equals, _ in pairs):
        raise _unreadable("a part after the ? has no =", f"if it is of the password: {_ESCAPES}")
    query = {key: value for key, value in query.items() if key not in _FOREIGN}
    for host in query.get("host", "").split(","):
        _named(host)
    if "ssl" in query:
        query["sslmode"] = _sslmode(query.pop("ssl"))
    _refuse_unknown(query)
    return query


def _sslmode(value: str) -> str:
    return {"true": "require", "1": "require", "false": "disable", "0": "disable"}.get(
        value.lower(), value
    )


def _refuse_unknown(query: Mapping[str, str]) -> None:
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    for key in query.keys() - known:
        raise _unreadable(f"libpq knows no parameter {key!r}", "correct or remove it")


def _host(text: str) -> tuple[str, int | None]:
    found = _HOSTPORT.fullmatch(text)
    if not found:
        raise _unreadable("its host and port cannot be told apart", _ESCAPES)
    port = int(found["port"]) if found["port"] else None
    if port is not None and not 0 < port < 65536:
        raise _unreadable("its port is not between 1 and 65535", "correct it")
    return _named(_decoded(found["host"]).strip("[]")), port


def _named(host: str) -> str:
    """A host as DNS can be asked for it: Python raises where a part of it is empty or too long."""
    try:
        if not host.startswith("/"):
            host.encode("idna")
    except UnicodeError:
        raise _unreadable("its host is no name of a host", "correct it") from None
    return host


def _assembled(
    query: dict[str, str],
    *,
    username: str | None,
    password: str | None,
    database: str | None,
    hosts: list[tuple[str, int | None]],
) -> URL:
    """A single network host is the URL's own; a socket's folder and several hosts are query."""
    host, port = hosts[0] if len(hosts) == 1 else (None, None)
    several: dict[str, str | tuple[str, ...]] = dict(query)
    if len(hosts) > 1:
        several["host"] = tuple(f"{name}:{number or 5432}" for name, number in hosts)
    elif "host" in query and "," not in query["host"] and not query["host"].startswith("/"):
        host = str(several.pop("host"))
    elif host and host.startswith("/"):
        several["host"] = host
        host = None
    if "port" in query and query["port"].isdigit():
        port = port or int(str(several.pop("port")))
    return URL.create(
        DRIVER, username or None, password or None, host or None, port,
        database or username or None, several,
    )  # fmt: skip


def _ambiguous() -> SettingsError:
    return _unreadable("where the password ends is ambiguous", _ESCAPES)


def _unreadable(why: str, next: str) -> SettingsError:
    return SettingsError("The database URL cannot be read", why=why, next=next)
