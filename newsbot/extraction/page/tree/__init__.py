"""Makes the tree of a page from its bytes, and refuses bytes of which no tree can be made."""
