"""Writes and reads what newsbot.health judges: polls of sources, counts by day, findings."""
