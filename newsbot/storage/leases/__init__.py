"""Who may ask which hosts now: queues of hosts, leased by one run at a time."""
