"""Migrates the database's schema."""
