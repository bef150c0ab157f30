"""newsbot fetches news pages, extracts the articles, and stores them in PostgreSQL with copies."""

__version__ = "0.1.0"
