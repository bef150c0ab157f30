"""Spiders of a user's own, in a package beside newsbot's."""
