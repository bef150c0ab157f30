class InPlace:
    """A worker pool without workers."""

    async def run(self, function, *arguments, timeout_s):
        return function(*arguments)
