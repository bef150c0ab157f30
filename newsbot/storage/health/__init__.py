"""Writes and reads the tables of the audit: polls of sources, counts by day, and findings."""
