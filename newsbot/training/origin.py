"""States the origin of a model, i.e. how it was trained, in the first line of the model's files."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version

from newsbot.training.corpus import Corpus, read_page

# The names of the libraries that training depends on. With another version of one of them, the same
# corpora may give another model. So the first line of a model's files states their versions.
LIBRARIES = ("trafilatura", "lxml", "numpy", "lightgbm", "jax", "optax")

Origin = Mapping[str, object]
"""How a model was trained: a mapping with the keys "corpora", "libraries", "seeds" and "f1", which
can be written as JSON."""
Scores = Mapping[str, Mapping[str, float]]
"""The F1 of predicted bodies, by the way of training ("cv" or "loco") and the name of the corpus.
For "cv", the body of each page was predicted by a model that was trained without the page's site.
For "loco", all bodies of a corpus were predicted by a model that was trained without the corpus."""


def origin_of(corpora: Sequence[Corpus], seeds: Mapping[str, object], scores: Scores) -> Origin:
    """How a model was trained, as a mapping that can be written as JSON.

    The mapping names the corpora with their hashes, the versions of the libraries, the seeds and
    the scores.

    Args:
        corpora: the corpora on which the model was trained, in the order of training.
        seeds: the seeds of the random numbers. The keys name what is trained, e.g. "trees".
        scores: the F1 of models that were trained in the same way on parts of these corpora; empty
            if it was not measured.
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
    """The SHA-256 of a corpus as 64 hexadecimal digits.

    It is computed from all labels and pages of the corpus, in the order of the labels.
    """
    digest = hashlib.sha256()
    for part in _parts(corpus):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def _parts(corpus: Corpus) -> Iterator[bytes]:
    """The bytes of a corpus that are hashed: for each page its label, then its HTML.

    The label is JSON with sorted keys.
    """
    for label in corpus.truth:
        yield json.dumps(label, sort_keys=True).encode()
        yield read_page(corpus.page_file(label["id"]))


def first_line(origin: Origin | None, fields: Mapping[str, object]) -> str:
    """The first line of a model file: a JSON object of `origin`, if given, and `fields`."""
    stated = fields if origin is None else {"origin": origin, **fields}
    return json.dumps(stated, separators=(",", ":")) + "\n"
