"""Examples of rules as whole migrations."""

from textwrap import indent

from toolkit.lint.rule import Example

TOP = '''"""An example."""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from toolkit import ensure

revision = "b2"
down_revision = "a1"
'''


def source(body: str, example: Example | None = None) -> str:
    """`body` as its upgrade(), beneath what stands above in the example."""
    head = example.head if example else ""
    return f"{TOP}{head}\n\n\ndef upgrade() -> None:\n{indent(body, '    ')}\n"
