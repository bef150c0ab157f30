"""The version of newsbot's extraction of articles from pages.

It has a module of its own, so that other code can read it without loading the extraction.
"""

from importlib.metadata import version

LAYER_VERSION = 9
"""The version of newsbot's own part of the extraction; the other part is the library trafilatura.

Increase it whenever a change of newsbot's code changes what is extracted from any page, with the
same version of trafilatura."""

LAYER_OUTPUT = "9:b2fca347e75a10d6403a96328f15821cb3c65108de9ae14e69708011507b2afb"
"""LAYER_VERSION, a colon, and a digest of what this version extracts from known pages.

The digest makes sure that nobody changes what is extracted without increasing LAYER_VERSION. It is
the SHA-256 of the bodies that are extracted from all pages of the demo and of the tests. A test
(`tests/extraction/test_layer_version.py`) computes it again. If the result differs from this text,
the test fails and says what to write here.
"""

# For example "trafilatura-2.0.0+7". The form must not change: SQL statements, also those of older
# releases that use the same database, read LAYER_VERSION from the part after the "+".
EXTRACTOR_VERSION = f"trafilatura-{version('trafilatura')}+{LAYER_VERSION}"
