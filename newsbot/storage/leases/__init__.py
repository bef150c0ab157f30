"""Leases queues of hosts to runs. A run sends requests only to hosts whose queues it has leased."""
