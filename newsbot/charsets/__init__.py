"""Decodes documents from the web, even if they declare no charset or a wrong one; does no I/O."""
