"""Measures how fast the results of extraction are loaded into the database, day by day."""
