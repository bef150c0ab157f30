"""Gives runs leases of queues, so that no two runs send requests to one host.

A queue is the crawling work of one host, or of several hosts on one server. A run sends requests
only to hosts whose queues it has leased, and only one run at a time can lease a queue.
"""
