"""Decides when sources are polled, and when articles that a source calls changed are fetched."""
