"""The spiders, one for each way to name what is crawled: registered sites, sources, URLs, archives.

No spider is written for a single publisher.
"""
