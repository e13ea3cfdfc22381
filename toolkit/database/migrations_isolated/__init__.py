"""What stands for a project's own env.py where that is not to be run."""
