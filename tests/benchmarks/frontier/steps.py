"""Measures what the calls of a run to the database cost, step by step."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import psutil  # type: ignore[import-untyped] # it ships no types
from sqlalchemy import Engine, event

T = TypeVar("T")


@dataclass(slots=True)
class Cost:
    """What the calls of one step cost together."""

    calls: int = 0
    client_s: float = 0
    """CPU time of the threads that called."""
    postgres_s: float = 0
    """CPU time of the PostgreSQL processes that served them, to the clock's tick of 10 ms."""
    wall_s: float = 0

    @property
    def cpu_seconds(self) -> tuple[float, float]:
        """CPU time of the callers, and CPU time of PostgreSQL."""
        return self.client_s, self.postgres_s

    @property
    def seconds(self) -> tuple[float, float, float]:
        """CPU time of the callers, CPU time of PostgreSQL, and wall time."""
        return *self.cpu_seconds, self.wall_s

    def add(self, calls: int, client_s: float, postgres_s: float, wall_s: float) -> None:
        """Adds the cost of some calls."""
        self.calls += calls
        self.client_s += client_s
        self.postgres_s += postgres_s
        self.wall_s += wall_s


@dataclass(slots=True)
class Steps:
    """The costs of the steps of one process, which has one engine."""

    engine: Engine
    costs: dict[str, Cost] = field(default_factory=dict)
    _sessions: dict[int, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        event.listen(self.engine.pool, "checkout", self._served_by)

    def run(self, name: str, call: Callable[..., T], *arguments: Any) -> T:
        """Calls `call`, and adds what this costs to the step `name`."""
        postgres_s = self._postgres_s()
        wall_s, client_s = time.perf_counter(), time.thread_time()
        try:
            return call(*arguments)
        finally:
            client_s, wall_s = time.thread_time() - client_s, time.perf_counter() - wall_s
            cost = self.costs.setdefault(name, Cost())
            cost.add(1, client_s, self._postgres_s() - postgres_s, wall_s)

    def _served_by(self, driver: Any, *_: object) -> None:
        pid = driver.info.backend_pid
        if pid not in self._sessions:
            self._sessions[pid] = psutil.Process(pid)

    def _postgres_s(self) -> float:
        times = [each.cpu_times() for each in list(self._sessions.values())]
        return float(sum(each.user + each.system for each in times))


class Timed:
    """Passes calls on to another object, each measured as a step with the method's name."""

    def __init__(self, steps: Steps, rows: Any) -> None:
        self._steps, self._rows = steps, rows

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._rows, name)
        return lambda *arguments: self._steps.run(name, method, *arguments)
