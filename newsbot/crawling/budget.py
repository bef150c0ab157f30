"""How long a run works."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How long a run works."""

    seconds: float | None = None
    """After so long nothing more is handed out; None: no limit."""
    is_watching: bool = False
    """Whether the run waits for what is due later, and never ends by itself."""
