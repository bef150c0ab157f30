"""Serves those who read the database: fills the index of `news.search`."""
