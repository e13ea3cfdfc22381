"""A new revision: what autogenerate finds between the models and the database, as a file."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic.autogenerate import RevisionContext
from alembic.operations.ops import MigrationScript
from alembic.runtime.migration import MigrationContext
from alembic.script import Script

from toolkit.database.migrations import Migrations, Site
from toolkit.database.migrations_errors import clean, kind
from toolkit.database.sqlstate import message as said
from toolkit.errors import MigrationError, NotConvergedError, ToolkitError

Hook = Callable[[MigrationContext, Any, list[MigrationScript]], None]


@dataclass(frozen=True)
class New:
    """The files that were written, none where there is nothing to do; and Alembic's warnings."""

    files: tuple[Path, ...]
    warnings: tuple[str, ...]


class _Ear(logging.Handler):
    """Keeps what Alembic warns of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


def new_revision(migrations: Migrations, site: Site, message: str, hook: Hook) -> New:
    """Write what takes the database from the newest revision to the models.

    `hook` is called after env.py's own `process_revision_directives`. NotConvergedError where the
    database is not at the newest revision.
    """
    _at_head(migrations, site)
    draft = RevisionContext(migrations.config, migrations.script, _arguments(migrations, message))
    ear = _Ear()

    def compare(heads: tuple[str, ...], context: MigrationContext) -> Sequence[Any]:
        with _heard(ear):
            draft.run_autogenerate(heads, context)
            hook(context, heads, draft.generated_revisions)
        return ()

    more = {"revision_context": draft, "template_args": draft.template_args}
    try:
        migrations.look(site, compare, **more)
    except MigrationError as error:
        raise _not_compared(error) from None
    return New(tuple(_written(migrations, site, draft)), tuple(ear.texts))


def _at_head(migrations: Migrations, site: Site) -> None:
    stamp = migrations.stamp(site)
    ahead = migrations.pending(stamp.heads)
    if not ahead:
        return
    names = ", ".join(step.revision.revision for step in ahead)
    raise NotConvergedError(
        "The database is not at the newest revision",
        why=f"Not run yet: {names}.",
        state="No revision was written.",
        next="invoke bootstrap",
    )


def _arguments(migrations: Migrations, message: str) -> dict[str, Any]:
    """As `alembic revision --autogenerate` has them."""
    given = {"message": message, "autogenerate": True, "sql": False, "head": "head"}
    rest = dict.fromkeys(("branch_label", "version_path", "depends_on"))
    return {**given, **rest, "splice": False, "rev_id": _next(migrations)}


def _next(migrations: Migrations) -> str | None:
    """Where revisions are numbered the next number; None lets Alembic invent a name."""
    head = migrations.head or ""
    following = str(int(head) + 1).zfill(len(head)) if head.isdecimal() else None
    taken = {one.revision for one in migrations.script.walk_revisions()}
    return None if following in taken else following


@contextmanager
def _heard(ear: _Ear) -> Iterator[None]:
    """Only now: env.py may have configured logging anew."""
    logger = logging.getLogger("alembic.autogenerate")
    logger.addHandler(ear)
    try:
        yield
    finally:
        logger.removeHandler(ear)


def _written(migrations: Migrations, site: Site, draft: RevisionContext) -> Iterator[Path]:
    """Nothing where nothing was found; else the files, through the project's template."""
    if all(up.is_empty() for one in draft.generated_revisions for up in one.upgrade_ops_list):
        return
    with migrations.inside():
        try:
            scripts = list(draft.generate_scripts())
        except ToolkitError:
            raise
        except Exception as error:
            raise MigrationError(
                "The new revision cannot be written",
                why=clean(f"{kind(error)}{said(error)}", site.target),
                state="A file of it that was written stays in the folder of the revisions.",
                next="Mend the template script.py.mako, or what is named above.",
            ) from None
    yield from (Path(one.path) for one in scripts if isinstance(one, Script))


def _not_compared(error: MigrationError) -> MigrationError:
    return MigrationError(
        "Models and database cannot be compared",
        why="\n".join(part for part in (error.what, error.why) if part),
        state="No revision was written.",
        next="Mend that, so that `alembic check` works.",
    )
