"""How long tests wait for what surely comes."""

PATIENCE_S = 1200
"""A hang is found, and a busy machine is not taken for one."""
