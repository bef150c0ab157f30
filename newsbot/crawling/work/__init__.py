"""The loop of a crawl: leases hosts, so that no other run asks them, and requests their URLs."""
