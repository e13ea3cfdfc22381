"""[tool.hive] for a project that has none yet, written from what is found in it."""
