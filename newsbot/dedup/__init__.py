"""Finds near-identical texts: fingerprints to look them up, shingles to compare them. No I/O.

The shingles of a text are all its sequences of a few adjacent words. Two texts are copies if their
normalised words are equal, or if they share enough shingles.
`newsbot.dedup.verdict` has the rule, `newsbot.dedup.parameters` the numbers in the rule, and
docs/copies.md says which copies are found and which are missed.
"""
