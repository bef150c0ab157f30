"""HTML bytes → an article, or why there is none. No I/O, no state between pages."""

from newsbot.extraction.article import EXTRACTOR, EXTRACTOR_VERSION, extract_article

__all__ = ["EXTRACTOR", "EXTRACTOR_VERSION", "extract_article"]
