"""Python as a migration is written in it: how each type of node is read."""

from toolkit.lint.python.expressions import EXPRESSIONS
from toolkit.lint.python.reader import Language
from toolkit.lint.python.statements import STATEMENTS

PYTHON = Language(EXPRESSIONS, STATEMENTS)
