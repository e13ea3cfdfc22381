"""Where a database is that is not where it should be, and the way back."""
