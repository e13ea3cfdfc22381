"""One line a finding, as compilers write them and editors read them."""

from __future__ import annotations

from toolkit.report.legible import legible, shortened
from toolkit.report.lint.linting import Linting


def document(linting: Linting) -> str:
    return "".join(
        f"{legible(one.path)}:{one.span.line}:{one.span.column}: {one.severity}: "
        f"{shortened(one.message, 500)} [{one.rule}]\n"
        for one in linting.shown
    )
