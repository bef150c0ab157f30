"""newsbot fetches news pages, extracts articles, finds copies, and stores all in PostgreSQL."""

__version__ = "0.2.0"
