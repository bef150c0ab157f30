"""Further processes: worker processes that extract pages, and what all of them set up first."""
