"""Scrapy settings of newsbot.

The module `base` has the settings of all environments. Each environment in scrapy.cfg has a module
of its own, which changes some of them.
"""
