"""Autonomous development in a small room."""
