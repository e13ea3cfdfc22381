"""The bootstrap: steps in order under the lock, then checks."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing

from toolkit.bootstrap.blueprint import Blueprint
from toolkit.bootstrap.checks import checks_of
from toolkit.bootstrap.connections import Connections
from toolkit.bootstrap.step import Step
from toolkit.bootstrap.steps import later_steps, role_and_database
from toolkit.bootstrap.steps.revisions import Revisions
from toolkit.bootstrap.steps.snapshot import Keep
from toolkit.bootstrap.walk import ahead, check, take, told
from toolkit.database.connect import Session
from toolkit.database.lock import held
from toolkit.database.target import Target
from toolkit.findings import Listener, Outcome, Silence, Status, converged

DEADLINE = 60.0
ENDS = frozenset({Status.DRIFT, Status.FAILED})


def bootstrap(
    target: Target,
    blueprint: Blueprint,
    *,
    plan: bool = False,
    repair: bool = False,
    keep: Keep | None = None,
    listener: Listener | None = None,
    deadline: float = DEADLINE,
    expect: Callable[[Connections], None] | None = None,
) -> list[Outcome]:
    """Converge, or with `plan` say what that would change and change nothing.

    Drift is an outcome, after which nothing more is applied; so is a failed check. Whatever else
    fails is raised as ToolkitError, its outcome having been told. `deadline` is the seconds that
    each wait may take: for a connection, for the lock, for a statement's lock. `expect` looks at
    the database under the lock, before anything in it is changed, and raises what is against that.
    `keep` takes a snapshot before revisions are run, or damage is mended, where there are rows.
    """
    here = Connections(target, listener or Silence(), deadline)
    with closing(here), ExitStack() as stack:
        outcomes = _first(here, stack, plan=plan)
        if not plan:
            _look_ahead(here, blueprint, expect)
        steps = later_steps(blueprint, repair=repair, keep=keep)
        outcomes += _walk(steps, here, outcomes, plan=plan)
        if converged(outcomes):  # else there is no whole database to check
            outcomes += [check(one, here) for one in checks_of(blueprint)]
    return outcomes


def validate(
    target: Target,
    blueprint: Blueprint,
    listener: Listener | None = None,
    deadline: float = DEADLINE,
) -> list[Outcome]:
    """The checks alone; nothing is changed."""
    here = Connections(target, listener or Silence(), deadline)
    with closing(here):
        return [check(one, here) for one in checks_of(blueprint)]


def _first(here: Connections, stack: ExitStack, *, plan: bool) -> list[Outcome]:
    """Role and database, under a lock on the maintenance database where there is one for us.

    Whether they are there is asked once we have it. Then the target is locked too: who shares it
    as an external one may know no other place. All locks are held to the very end.
    """
    if plan:
        return _walk(role_and_database(), here, [], plan=True)
    if here.target.admin is not None:
        here.look_ahead()
    if here.target.admin is not None or not here.there():
        _lock(here, stack, here.keeper(maintenance=True))
        here.try_again()
    outcomes = _walk(role_and_database(), here, [], plan=False)
    if here.target.admin is None:
        _lock(here, stack, here.keeper(maintenance=False))
    else:
        _lock(here, stack, here.session)
    return outcomes


def _look_ahead(
    here: Connections, blueprint: Blueprint, expect: Callable[[Connections], None] | None
) -> None:
    """Revisions that cannot be followed from where the database says it is are told now."""
    if blueprint.migrations:
        ahead(Revisions(blueprint.migrations), here)
    if expect:
        with told("look ahead", here):
            expect(here)


def _lock(here: Connections, stack: ExitStack, session: Session) -> None:
    stack.enter_context(held(session, here.target.name, here.listener, here.deadline))


def _walk(
    steps: Sequence[Step], here: Connections, before: Sequence[Outcome], *, plan: bool
) -> list[Outcome]:
    """Take one step after the other; when applying, drift is the end of the way."""
    outcomes: list[Outcome] = []
    for step in steps:
        if not plan and any(one.status in ENDS for one in [*before, *outcomes]):
            break
        outcomes.append(take(step, here, plan=plan))
    return outcomes
