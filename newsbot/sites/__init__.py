"""Publishers: the registry of their names, hosts and sources, and the rules for their pages."""
