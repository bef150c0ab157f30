"""Decides which requests a run makes.

A URL is due when it is time to fetch it. A run leases hosts that have due URLs, so that no other
run sends requests to these hosts, and requests the due URLs.
"""
