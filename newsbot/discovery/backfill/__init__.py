"""Decides what a backfill fetches.

A backfill fetches articles of a past period, and the archive pages that list such articles.
"""
