"""Decides what a backfill fetches: articles and pages of archives whose dates are in its period."""
