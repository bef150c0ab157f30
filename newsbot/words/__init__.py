"""What the words of a text are: names of agencies, and how many words there are in any script."""
