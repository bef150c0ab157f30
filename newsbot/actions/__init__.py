"""The work of newsbot's commands, with one module for each command.

Scrapy imports all commands before it runs one. So that this is fast, `newsbot.commands` has only
their usage and options. A module of `newsbot.actions` is imported only when its command runs.
"""
