"""One spider a way of discovery, never one a publisher."""
