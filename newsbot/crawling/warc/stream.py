"""The content of an archive as a stream from which lines and blocks are read."""

from collections.abc import Iterator

from newsbot.crawling.warc.containers import Damage


class DamagedError(Exception):
    """The error that bytes are missing in an archive at the place that was to be read."""


class Stream:
    """Reads lines and blocks from the pieces of an archive's content.

    Where bytes are missing, the bytes before that place which were not read yet are dropped, and a
    DamagedError is raised. Then reading can go on after that place.
    """

    def __init__(self, pieces: Iterator[bytes | Damage]) -> None:
        self._pieces = pieces
        self._buffer = bytearray()
        self._damage: Damage | None = None
        self.has_content = False
        """Whether the content has any bytes; known as soon as a part of it was read."""

    @property
    def is_damaged(self) -> bool:
        """Whether bytes are missing after the bytes that `peek` has found."""
        return self._damage is not None

    def peek(self, size: int) -> bytes:
        """The next `size` bytes, which stay unread; fewer before a damaged place and at the end."""
        while len(self._buffer) < size and self._fill():
            pass
        return bytes(self._buffer[:size])

    def read(self, size: int) -> bytes:
        """The next `size` bytes; fewer at the end of the archive.

        Raises:
            DamagedError: bytes are missing before that.
        """
        self._gather(size)
        return self._take(size)

    def skip(self, size: int) -> int:
        """Drops the next `size` bytes, and returns how many there were before the archive's end."""
        left = size
        while left and self.peek(1):
            left -= len(self._take(left))
        self._gather(min(left, 1))
        return size - left

    def readline(self, longest: int) -> bytes:
        """The next line with its end, or `longest` bytes of it; empty at the archive's end.

        Raises:
            DamagedError: bytes are missing before the line's end.
        """
        searched = 0
        while True:
            end = self._buffer.find(b"\n", searched) + 1
            if end or len(self._buffer) >= longest:
                return self._take(min(end or longest, longest))
            searched = len(self._buffer)
            if not self._fill():
                self._gather(searched + 1)
                return self._take(searched)

    def put_back(self, data: bytes) -> None:
        """Makes `data` the next bytes to be read."""
        self._buffer[:0] = data

    def _gather(self, size: int) -> None:
        if len(self.peek(size)) < size and self._damage is not None:
            reason, self._damage = self._damage.reason, None
            self._buffer.clear()
            raise DamagedError(reason)

    def _take(self, size: int) -> bytes:
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def _fill(self) -> bool:
        """Adds the next piece to the buffer; False before a damaged place and at the end."""
        if self._damage is not None:
            return False
        piece = next(self._pieces, b"")
        if isinstance(piece, Damage):
            self._damage = piece
            return False
        self._buffer += piece
        self.has_content = self.has_content or bool(piece)
        return bool(piece)
