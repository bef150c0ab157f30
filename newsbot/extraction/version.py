"""The version of the extraction; read also where the extraction itself need not be loaded."""

from importlib.metadata import version

LAYER_VERSION = 7
"""Rises when the same page gives another article with the same version of trafilatura."""

LAYER_OUTPUT = "7:b9cc62b9c1d653058e423f432c2a80df996cdd3f6487f099877c9217728ba45f"
"""The layer version, and a digest of the bodies that it finds on demo and saved pages.

`tests/extraction/test_layer_version.py` compares it, and says what to write here.
"""

# The database reads the layer behind the "+", in releases before this one too.
EXTRACTOR_VERSION = f"trafilatura-{version('trafilatura')}+{LAYER_VERSION}"
