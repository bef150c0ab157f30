"""The audit: finds faults of sites and their sources from daily counts of polls and pages.

A fault is, for example, a feed that lists nothing new for too long. The package does no I/O.
"""
