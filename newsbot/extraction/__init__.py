"""HTML bytes → an article, or why there is none. No I/O, no state between pages."""
