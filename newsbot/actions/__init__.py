"""The work of newsbot's commands, with one module for each command.

Scrapy imports all commands before it runs one. So that this is fast, `newsbot.commands` has only
their usage and options, and imports the module that does the work when a command runs.
"""
