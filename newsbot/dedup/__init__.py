"""Finds near-identical texts: fingerprints to look them up, shingles to compare them. No I/O.

The shingles of a text are all its sequences of a few adjacent words. Two texts are copies if they
have the same normalised words, or if they share enough shingles. The rule is in
`newsbot.dedup.verdict`, and the numbers in the rule are in `newsbot.dedup.parameters`.
docs/copies.md says which copies are found and which are missed.
"""
