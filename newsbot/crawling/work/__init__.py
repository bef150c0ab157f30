"""The loop of a crawl, which leases hosts and requests the URLs that are due on them."""
