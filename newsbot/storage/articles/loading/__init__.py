"""Decides about many waves of an archive's pages in memory, and stores them in one transaction."""
