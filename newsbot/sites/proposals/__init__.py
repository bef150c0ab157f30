"""Proposes a registry entry for a site, from what the site's home page and feeds show."""
