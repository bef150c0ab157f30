"""Writes and reads the tables of runs and of the audit, which finds faults of sites.

The tables hold the runs, the polls of sources (e.g. feeds), the counts of pages by day, and the
findings: the faults that the audit has found.
"""
