"""The work of newsbot's commands.

Scrapy imports every command to run any one, so `newsbot.commands` holds only usage and options. The
module here that does a command's work, with all that it needs, is imported when the command runs.
"""
