"""Writes and reads the tables of the audit, which finds faults of sites (`scrapy audit`).

The tables hold the polls of sources (e.g. feeds), the counts of pages by day, and the findings: the
faults that the audit has found.
"""
