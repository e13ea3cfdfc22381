"""A team of agents that plans, codes, reviews, tests and merges; killed anywhere, it goes on."""
