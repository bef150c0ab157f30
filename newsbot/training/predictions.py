"""Writes the bodies that a model predicts for the pages of a corpus to a file, and scores them."""

import json
from collections.abc import Mapping
from pathlib import Path

from newsbot.training.corpus import Corpus
from newsbot.training.scoring import overlap, score_bodies


def write_predictions(corpus: Corpus, bodies: Mapping[str, str], file: Path) -> float:
    """Writes the predicted bodies of a corpus to a file; returns the F1 of these bodies, 0 to 1.

    `bodies` maps the id of a page to the predicted body. The file has one line of JSON for each
    page. For a page without a predicted body, the line has null in place of the body, and the page
    is scored as if its body were empty.
    """
    pairs = [(label, bodies.get(label["id"])) for label in corpus.truth]
    lines = [json.dumps({"id": label["id"], "body": body}) + "\n" for label, body in pairs]
    file.write_text("".join(lines), encoding="utf-8")
    return score_bodies([overlap(label["body"] or "", body or "") for label, body in pairs])["f1"]
