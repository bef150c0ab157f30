"""The version of the extraction; read also where the extraction itself need not be loaded."""

from importlib.metadata import version

LAYER_VERSION = 7
"""The version of newsbot's own part of the extraction.

It is raised whenever newsbot's code, with the same version of trafilatura, begins to extract
something else from a page than before.
"""

LAYER_OUTPUT = "7:b9cc62b9c1d653058e423f432c2a80df996cdd3f6487f099877c9217728ba45f"
"""LAYER_VERSION, a colon, and a digest of what the extraction finds on known pages.

The digest is the SHA-256 of the bodies that are extracted from all pages of the demo and of the
tests. A test (`tests/extraction/test_layer_version.py`) computes it again. If the result differs
from this text, the test fails and says what to write here.
"""

# The form of this text must not change: SQL statements of this release and of older ones read
# LAYER_VERSION from the part after the "+".
EXTRACTOR_VERSION = f"trafilatura-{version('trafilatura')}+{LAYER_VERSION}"
