"""Serves the readers of the schema `news`: rows for exports, in the order of the change feed."""
