"""Rewrites stored rows: groups copies anew, recomputes URL keys, moves and deletes sites."""
