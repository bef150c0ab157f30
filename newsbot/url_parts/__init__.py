"""What the parts of a URL mean: names of hosts, and parameters that only track readers."""
