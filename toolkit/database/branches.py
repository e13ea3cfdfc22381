"""Databases beside a hive's own that stay: templates, and a branch for each worktree.

Whose they are stands in their comment, which comes with the name, in one transaction.
"""

import re
from dataclasses import dataclass

import psycopg

from toolkit.catalog.sql import ident
from toolkit.database.rename import Raw

BRANCH, TEMPLATE = "branch", "template"
COMMENT = re.compile(r"hive (branch|template) of ([0-9a-f]{32}): (.*)", re.DOTALL)
ALL = """SELECT datname::text, pg_catalog.shobj_description(oid, 'pg_database'),
    pg_catalog.pg_database_size(oid)
  FROM pg_catalog.pg_database WHERE NOT datistemplate ORDER BY oid"""

CONNECTED = """SELECT FROM pg_catalog.pg_stat_activity
  WHERE datname = %s AND backend_type = 'client backend'"""


@dataclass(frozen=True)
class Beside:
    """`what` is branch or template; `of` the folder of a branch's worktree, a template's key."""

    name: str
    what: str
    of: str
    bytes: int


def comment(what: str, instance: str, of: str) -> str:
    """By which we know it again as ours."""
    return f"hive {what} of {instance}: {of}"


def found(raw: "Raw", instance: str) -> list[Beside]:
    """Those of one hive, the oldest first. Asked as a superuser, who may see every size."""
    rows = raw.execute(ALL.encode()).fetchall()
    matches = ((name, COMMENT.fullmatch(said or ""), size) for name, said, size in rows)
    return [
        Beside(name, match[1], match[3], size)
        for name, match, size in matches
        if match and match[2] == instance
    ]


def drop(raw: "Raw", one: Beside) -> bool:
    """Whether it could be: nobody who is connected is cut off, nor waited for."""
    if raw.execute(CONNECTED, (one.name,)).fetchone() is not None:
        return False
    try:
        raw.execute(f"DROP DATABASE IF EXISTS {ident(one.name)}".encode())
    except psycopg.errors.ObjectInUse:
        return False
    return True
