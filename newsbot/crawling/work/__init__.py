"""The loop of a run: leases queues of hosts, and hands out their URLs."""
