"""Near-identical texts: fingerprints to find them, shingles to decide them. No I/O.

Two texts are copies if their normalised words are equal, or if their shingles say so: see
`newsbot.dedup.verdict` for the rule, `newsbot.dedup.parameters` for its numbers, docs/copies.md for
what it finds and misses.
"""
