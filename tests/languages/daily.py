"""Short reports that come anew each day in the same words, with other numbers: gold, weather.

Each report has a place {0} to {7} for a number of the day.
"""

from tests.languages.reading import name, table

FIGURES = (
    (1043, 12, 998, 871, 7630, 2345, 318, 46),
    (1127, 25, 1061, 902, 7985, 2410, 274, 53),
)
"""The numbers of two days: each number of the first day differs from all of the second."""


def reports() -> list[tuple[str, str, str]]:
    """Every report, with its language and its name in the list of tests before it."""
    return [
        (code, name(code, "daily", report), report)
        for code, found in table("copies", "daily").items()
        for report in found
    ]


def first_day(report: str) -> str:
    """The report with the numbers of the first day."""
    return report.format(*FIGURES[0])
