"""Commands of tests start from a process that has imported Scrapy and newsbot already.

Imports are three quarters of the CPU time that a command takes to start, and the tests start
hundreds of commands. So each test process starts one waiting process, which does the imports, and
forks for each command. In the fork the command has its own process, arguments, environment, files
and signal handlers, and ends as any program ends. The fork cannot show that a command starts from
nothing: tests of this start `python -m scrapy` themselves.
"""
