"""Alembic's scripts: the tables of schema `newsbot` and the views of schema `news`."""
