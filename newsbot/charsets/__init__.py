"""Decodes documents from the web, whatever charset they are in or claim to be in. No I/O."""
