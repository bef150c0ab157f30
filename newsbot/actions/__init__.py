"""The work of newsbot's commands, with one module for each command.

Scrapy imports the modules of all commands before it runs one. To keep these imports fast,
`newsbot.commands` holds only the usage and options of the commands. A module of `newsbot.actions`
is imported only when its command runs.
"""
