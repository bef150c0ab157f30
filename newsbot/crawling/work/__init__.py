"""Decides which requests a run makes.

For each host there is a list of URLs that are due. A run leases hosts, so that no other run sends
requests to them, and requests the URLs that are due there.
"""
