"""What a publisher is: its name, its hosts and the sources that list its articles."""
