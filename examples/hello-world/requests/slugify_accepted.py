"""What whoever asks holds the work against. The agent never sees it."""

import unittest

from slugify import slugify


class Accepted(unittest.TestCase):
    def test_one_hyphen_between_words(self) -> None:
        self.assertEqual(slugify("Rock & Roll -- live"), "rock-roll-live")

    def test_none_at_the_ends(self) -> None:
        self.assertEqual(slugify("  (What?) "), "what")

    def test_numbers_stay(self) -> None:
        self.assertEqual(slugify("Top 10"), "top-10")

    def test_nothing_to_say(self) -> None:
        self.assertEqual(slugify("!?"), "")
