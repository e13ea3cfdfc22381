"""Migrations born converging: a hook for `context.configure` in anyone's env.py.

    context.configure(..., process_revision_directives=autogenerate.converging)

What Alembic's autogenerate finds is written with `ensure`, and changes of enum types are found.
"""

from toolkit.ensure.autogenerate.hook import converging

__all__ = ["converging"]
