"""The registry of sites: which publishers newsbot crawls, and the rules for their pages.

An entry of the registry has e.g. the name of a publisher, its hosts and its feeds.
"""
