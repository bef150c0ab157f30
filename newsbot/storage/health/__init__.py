"""The rows by which newsbot.health tells what broke: counts by day, polls, open findings."""
