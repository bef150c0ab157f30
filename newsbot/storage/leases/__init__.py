"""Gives runs leases of queues. A run sends requests only to hosts whose queues it has leased."""
