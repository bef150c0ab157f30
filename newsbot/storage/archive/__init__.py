"""The rows of the archive's files and pages, and which pages are read from it again."""
