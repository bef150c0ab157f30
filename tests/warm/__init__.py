"""Commands of tests start from a process that has imported Scrapy and newsbot already.

Imports are three quarters of the CPU time that a command takes to start, and nearly all that its
worker processes take, and the tests start hundreds of both. So each test process starts one waiting
process, which does the imports, extracts a first page, and forks for each command. In the fork the
command has its own process, arguments, environment, files and signal handlers. It forks for its
worker processes, too.
The fork cannot show that a command or a worker process starts from nothing: tests of this start
`python -m scrapy` themselves.
"""
