"""The tester's verdict: the plan's own tests, in a sandbox that is made for them and thrown away.

What the coder wrote is in it as a module and nothing else. No file of a coder decides which tests
are run, or how.
"""

import re
from functools import cache

from team import models, repository, settings
from team.sandbox import Sandbox, choose
from team.work import Item, Tested

REPORT = 4000  # characters of a report that go on to the coder


@cache
def box() -> Sandbox:
    """Proven to work once a process; a real model's code is never run without."""
    return choose(settings.sandbox(), trusted=models.is_offline())


def verdict(item: Item, commit: str) -> Tested:
    """Of this commit, by the tests of the plan."""
    found = {name: text for name, text in repository.files(commit).items() if _is_module(name)}
    words = ("-m", "unittest", f"tests.test_{item.name}")
    result = box().run(words, {**found, item.test: item.tests})
    ran = re.search(r"^Ran (\d+) tests? in .*\n\nOK\s*$", result.output, re.MULTILINE)
    wanted = len(re.findall(r"^\s+def test", item.tests, re.MULTILINE))
    passed = result.code == 0 and not result.stopped and ran is not None
    if passed and ran and int(ran[1]) < wanted:
        return Tested(passed=False, report=f"{ran[1]} of {wanted} tests were run")
    report = re.sub(r" in [\d.]+s$", "", result.stopped or result.output, flags=re.MULTILINE)
    return Tested(passed=passed, report=report[-REPORT:])  # the same failure reads the same


def _is_module(name: str) -> bool:
    return re.fullmatch(r"units/\w+\.py", name) is not None
