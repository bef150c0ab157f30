"""newsbot: news pages in, clean articles and their copies in PostgreSQL out."""

__version__ = "0.1.0"
