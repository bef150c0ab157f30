"""What is read on pages in the languages of the world: tables of cases, and their tests."""
