"""Invisible characters that part words are in no field of an article."""

import json
from dataclasses import asdict

import pytest

from tests.extraction.making import PARAGRAPHS, article, json_ld, meta

HYPHENATED = (
    "Die Hafen\u00adbehörde öffnet ihre Werk&shy;statt am Markt\u200bplatz nun schon um fünf Uhr.",
    "Ihr Eigen&#173;tümer hat einen zweiten Ofen&ZeroWidthSpace;raum und zwei Lehr&#xAD;linge.",
    "Brot vom Vor&NoBreak;tag kostet die Hälfte,\ufeff bis es aus ist, sagt die Bäcker\u2060in.",
)


def test_no_field_of_an_article_keeps_characters_that_nobody_sees() -> None:
    found = article(
        "<title>Werk\u00adstatt öffnet</title>"
        + meta(description="Ofen&amp;shy;raum", article__tag="Back\u200bwaren")
        + json_ld(author={"name": "Antje Lorenzen\u200b"}, articleSection="Wirt\u2060schaft"),
        above="<h1>Werk&shy;statt\u200b öffnet</h1>",
        body="".join(f"<p>{each}</p>" for each in HYPHENATED),
    )
    assert (found.title, found.authors) == ("Werkstatt öffnet", ("Antje Lorenzen",))
    assert (found.summary, found.tags, found.section) == ("Ofenraum", ("Backwaren",), "Wirtschaft")
    assert found.body.startswith("Die Hafenbehörde öffnet ihre Werkstatt am Marktplatz")
    every_field = json.dumps(asdict(found), default=str, ensure_ascii=False)
    assert not set("\u00ad\u200b\u2060\ufeff") & set(every_field)


@pytest.mark.parametrize(
    "word", ["\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "क्\u200dष", "👩\u200d🚒"]
)
def test_joiners_that_scripts_need_stay_in_the_body(word: str) -> None:
    paragraphs = (f"{word}: {PARAGRAPHS[0]}", *PARAGRAPHS[1:])
    assert word in article(body="".join(f"<p>{each}</p>" for each in paragraphs)).body
