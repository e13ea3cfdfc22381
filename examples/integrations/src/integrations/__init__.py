"""A durable worker that sends mailings: each letter once, whenever the worker is killed."""
