"""Runs tests in a sandbox, and believes no exit code: what passes has to say a word it was told."""

import asyncio
import re
import secrets
from collections.abc import Mapping

from hello_world import model
from hello_world.sandbox import choose

PASSED = "passed"
LONGEST = 4000  # characters of a failure that the agent reads

# The word is read before any code of the agent's is imported. `-I` keeps its folder from shadowing
# unittest; tests that are skipped, or that are not there, do not pass.
PROGRAM = """
import sys, unittest
word = sys.stdin.readline()
sys.path.insert(0, ".")
done = unittest.TextTestRunner(sys.stdout).run(unittest.defaultTestLoader.discover("."))
if done.wasSuccessful() and done.testsRun > len(done.skipped) and not done.expectedFailures:
    print(word)
"""


async def what_tests_say(files: Mapping[str, str], sandbox: str) -> str:
    """`passed`, or what failed: the same words for the same failure."""
    word = secrets.token_hex(16)
    box = choose(sandbox, trusted=model.name() == model.OFFLINE)
    result = await asyncio.to_thread(box.run, ["-I", "-c", PROGRAM], files, f"{word}\n")
    if result.output.rstrip().endswith(word):
        return PASSED
    error = re.search(
        r"^(?!ImportError: Failed to)\w+(Error|Exception): .*", result.output, re.MULTILINE
    )
    why = result.stopped or (error[0] if error else f"exit code {result.code}, and no proof")
    said = f"failed: {why}\n{result.output[-LONGEST:]}".replace(word, "")
    return re.sub(r" in \d+\.\d+s|0x[0-9a-f]+", "", said)
