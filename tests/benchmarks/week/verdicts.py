"""A figure of the simulation beside its limit."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A figure that must not exceed its limit."""

    name: str
    what: str
    """What is counted or measured, with its unit."""
    figure: float
    limit: float
    among: int | None = None
    """Of how many the figure is; None where it is no count."""
    evidence: tuple[str, ...] = ()
    """A line for each case that the figure counts, where there is something to say of it."""

    @property
    def holds(self) -> bool:
        return self.figure <= self.limit

    def __str__(self) -> str:
        among = "" if self.among is None else f" of {self.among}"
        verdict = "ok    " if self.holds else "BROKEN"
        line = f"{verdict} {self.what}: {self.figure:g}{among} (limit {self.limit:g})"
        return "\n       ".join([line, *self.evidence])
