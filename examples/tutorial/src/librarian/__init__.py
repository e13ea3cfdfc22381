"""Answers questions about a folder of notes, with the words that prove the answer."""
