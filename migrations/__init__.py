"""Alembic's migrations. They make the tables of schema `newsbot` and the views of schema `news`."""
