"""What a database holds and what was declared, as the same plain data, and the decision table."""
