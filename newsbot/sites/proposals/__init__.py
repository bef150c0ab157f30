"""What a site looks like from outside: from its home page to an entry of the registry."""
