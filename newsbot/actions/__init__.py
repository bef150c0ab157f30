"""The work of newsbot's commands, one module for each.

Scrapy imports all commands before it runs one, so `newsbot.commands` holds only usage and options.
The module here that does the work of a command is imported when the command runs.
"""
