"""Which run may send requests to which hosts: a queue of hosts is leased to one run at a time."""
