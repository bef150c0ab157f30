"""Reads feeds (RSS, RDF, Atom, JSON Feed), and repairs mistakes in them."""
