"""The questions of docs/questions.md get the answers that a person finds in the small press."""

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.readers.press import EVENING, GAZETTE, KURIER, POST, WIRE, at, fill
from tests.storage.making import rows

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs/questions.md").read_text(encoding="utf-8")
QUESTIONS = dict(re.findall(r"^## (.*?)\n.*?```sql\n(.*?)```", DOCUMENT, re.DOTALL | re.MULTILINE))
HOUR = timedelta(hours=1)
MONDAY, TUESDAY = date(2026, 5, 11), date(2026, 5, 12)
MARKET = f"https://{GAZETTE}/market"
REJECTED = {"http_500": 1, "too_short": 1}

ANSWERS: dict[str, list[tuple[Any, ...]]] = {
    "Who carried a wire story first?": [
        ("Ferry runs aground", GAZETTE, HOUR),
        ("Bridge closes", POST, HOUR),
    ],
    "What was corrected, and how?": [
        (at(11.5, 1), GAZETTE, "Council votes for a sea wall", "title", 4, 0),
        (at(15), POST, "Fire at the harbour", "body", 3, 0),
    ],
    "Which headlines were changed?": [
        (at(11.5, 1), 4, "Council votes", "Council votes for a sea wall"),
    ],
    "How fast does a site correct?": [
        (POST, 1, timedelta(hours=2, minutes=55)),
        (GAZETTE, 1, timedelta(hours=24, minutes=25)),
    ],
    "Which sources are quiet?": [
        (POST, f"https://{POST}/feed", at(12), at(13), "http_404"),
    ],
    "How much did each site give, day by day?": [
        (MONDAY, WIRE, 0, 1, 1, 0, 0, {}),
        (MONDAY, GAZETTE, 2, 3, 1, 1, 0, REJECTED),
        (MONDAY, KURIER, 0, 1, 1, 0, 0, {}),
        (MONDAY, POST, 3, 3, 1, 1, 1, {}),
        (TUESDAY, WIRE, 0, 1, 1, 0, 0, {}),
        (TUESDAY, GAZETTE, 2, 3, 2, 0, 1, {}),
        (TUESDAY, POST, 0, 1, 0, 1, 0, {}),
    ],
    "What was copied most today?": [(7, WIRE, "Bridge closes", 1)],
    "Which sites copy whom?": [(POST, WIRE, 2), (GAZETTE, WIRE, 1)],
    "How much of a site is behind a paywall?": [(GAZETTE, 2, 4, Decimal("0.50"))],
    "In which languages did articles come, day by day?": [
        (MONDAY, "en", 5),
        (MONDAY, "de", 1),
        (TUESDAY, "en", 4),
    ],
    "Which articles are gone?": [
        (GAZETTE, MARKET, "A quiet market", at(18, 1), timedelta(hours=7, minutes=55)),
    ],
}  # fmt: skip


@pytest.mark.parametrize("question", ANSWERS)
def test_a_question_gets_its_answer(question: str, engine: Engine):
    fill(engine)
    asked = QUESTIONS[question].replace("now()", f"timestamptz '{EVENING}'")
    missing = [view for view in re.findall(r"news\.\w+", asked) if not exists(engine, view)]
    if missing:
        pytest.skip(f"the database has no {missing[0]} yet")
    assert rows(engine, asked) == ANSWERS[question]


def test_every_question_has_an_answer():
    assert list(QUESTIONS) == list(ANSWERS)


def exists(engine: Engine, view: str) -> bool:
    return rows(engine, f"SELECT to_regclass('{view}') IS NOT NULL") == [(True,)]
