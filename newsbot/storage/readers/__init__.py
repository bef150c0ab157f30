"""Serves the readers of the schema `news`: the index of its search, and rows for exports.

Also deletes rows that are older than the settings allow.
"""
