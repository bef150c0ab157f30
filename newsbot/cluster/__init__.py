"""Extracts WARC files with datatrove: on one machine, on a Ray cluster or on a Slurm cluster."""
