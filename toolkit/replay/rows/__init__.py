"""A few rows in every table, made of nothing but the catalog: so that a replay has data to harm."""
