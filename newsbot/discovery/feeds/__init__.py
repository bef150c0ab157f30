"""Reads feeds (RSS, RDF, Atom, JSON Feed) in spite of their mistakes, for links and metadata."""
