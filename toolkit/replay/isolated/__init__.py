"""A project without what its application would import: its revisions, and our own env.py."""
