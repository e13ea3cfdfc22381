"""Orders handed out, no more at a time than there are workers, and reports taken back."""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, field

from toolkit.findings import Listener
from toolkit.process import apart
from toolkit.setup.fleet.crew import Crew
from toolkit.setup.fleet.worker import Order, Report, lost, work

STOPPING = "stopping: what is under way is let end (^C again has it rolled back)"
Hear = Callable[[Report], None]


@dataclass
class Hands:
    """`listener` hears of each database when its order is handed out."""

    crew: Crew
    listener: Listener
    under_way: "dict[Future[Report], tuple[Order, Executor]]" = field(default_factory=dict)

    def out(self, orders: Sequence[Order], hear: Hear) -> None:
        """`hear` a report of each, in the order in which they end.

        At ^C nothing more is handed out, and what is under way still reports before ^C is raised.
        """
        waiting = deque(orders)
        try:
            while waiting or self.under_way:
                while waiting and self.crew.free:
                    self._hand(waiting.popleft())
                self._back(hear)
        except KeyboardInterrupt:
            self.listener.progress(STOPPING)
            self._last(hear)
            raise

    def _hand(self, order: Order) -> None:
        executor = self.crew.free.pop()
        self.listener.started(order.tenant.name)
        self.under_way[_submitted(executor, order)] = order, executor

    def _back(self, hear: Hear) -> None:
        """From those that end first."""
        for future in wait(self.under_way, return_when=FIRST_COMPLETED).done:
            hear(self._report(future))

    def _last(self, hear: Hear) -> None:
        try:
            while self.under_way:
                self._back(hear)
        except KeyboardInterrupt:
            self.crew.dismiss()
            raise

    def _report(self, future: "Future[Report]") -> Report:
        order, executor = self.under_way.pop(future)
        try:
            report = future.result()
        except Exception as error:  # not the work's own: of whoever carried it
            report = lost(order.tenant, f"{type(error).__name__}: {error}")
            if isinstance(error, BrokenExecutor):
                executor = self.crew.hire()
        self.crew.free.append(executor)
        return report


def _submitted(executor: Executor, order: Order) -> "Future[Report]":
    """What cannot be handed out, to a cluster that is gone, fails as what is not brought back."""
    try:
        with apart():  # the first order starts its process
            return executor.submit(work, order)
    except Exception as error:
        future = Future[Report]()
        future.set_exception(error)
        return future
