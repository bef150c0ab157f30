"""The spiders: one for each kind of input (sources, URLs, archives).

No spider is written for a single publisher.
"""
