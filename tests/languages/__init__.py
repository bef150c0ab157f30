"""What is read on pages in the languages of the world: a folder of cases for each language."""
