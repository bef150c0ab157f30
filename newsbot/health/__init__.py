"""The audit: finds faults of sites and sources, from counts of polls and pages by day. No I/O."""
