"""Checks of settings, and of arguments that several commands take."""
