"""Every rule, in the order in which they are listed."""

from toolkit.lint.rule import Rule
from toolkit.lint.rules import create_table

RULES: tuple[Rule, ...] = (create_table,)
