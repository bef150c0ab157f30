"""Where a block model comes from: the facts that the first line of both model files states."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version

from newsbot.training.corpus import Corpus, read_page

# The libraries whose versions the origin of a model states: with another version of one of them,
# the same corpora may give another model.
LIBRARIES = ("trafilatura", "lxml", "numpy", "lightgbm", "jax", "optax")

Origin = Mapping[str, object]
"""What `origin_of` gives: a JSON object with the keys "corpora", "libraries", "seeds" and "f1"."""
Scores = Mapping[str, Mapping[str, float]]
"""The F1 of each corpus by its name, under "cv" for models that were trained without the page's
site, and under "loco" for models that were trained without the whole corpus."""


def origin_of(corpora: Sequence[Corpus], seeds: Mapping[str, object], scores: Scores) -> Origin:
    """The origin of a model, as a mapping that can be written as JSON.

    Args:
        corpora: the corpora that the model was trained on, in this order.
        seeds: the seeds of the random numbers, by what they are used for.
        scores: the F1 of models that were trained in the same way; empty if not measured.
    """
    return {
        "corpora": [
            {"name": each.name, "pages": len(each.truth), "sha256": corpus_sha256(each)}
            for each in corpora
        ],
        "libraries": {name: version(name) for name in LIBRARIES},
        "seeds": dict(seeds),
        "f1": {
            name: {corpus: round(f1, 4) for corpus, f1 in by_corpus.items()}
            for name, by_corpus in scores.items()
        },
    }


def corpus_sha256(corpus: Corpus) -> str:
    """A SHA-256 digest of the corpus' pages and labels in their order, as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for part in _parts(corpus):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def _parts(corpus: Corpus) -> Iterator[bytes]:
    """For each page, its label as JSON with sorted keys, and then the bytes of the page."""
    for label in corpus.truth:
        yield json.dumps(label, sort_keys=True).encode()
        yield read_page(corpus.page_file(label["id"]))


def first_line(origin: Origin | None, fields: Mapping[str, object]) -> str:
    """The first line of a model file: the `origin`, if there is one, and then `fields`."""
    stated = fields if origin is None else {"origin": origin, **fields}
    return json.dumps(stated, separators=(",", ":")) + "\n"
