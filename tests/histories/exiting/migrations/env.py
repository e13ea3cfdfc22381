"""Ends the program when it does not like what it finds."""

import sys

from alembic import context

assert context.config
sys.exit("no settings here")
