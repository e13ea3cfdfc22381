"""Privileges as they were read: `SELECT, UPDATE WITH GRANT OPTION`."""

GRANTABLE = " WITH GRANT OPTION"


def privileges(definition: str) -> set[str]:
    """Whoever may grant one has it."""
    found = definition.split(", ")
    return {*found, *(one.removesuffix(GRANTABLE) for one in found)}


def lacking(declared: str, found: str) -> str:
    """Those that are declared and not found."""
    there = privileges(found)
    return ", ".join(one for one in declared.split(", ") if one not in there)
