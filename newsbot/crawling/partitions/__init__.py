"""Extracts WARC files that machines share out among themselves, and settles their pages by day."""
