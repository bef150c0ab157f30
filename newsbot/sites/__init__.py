"""The registry of publishers (their names, hosts and sources), and the rules for their pages."""
