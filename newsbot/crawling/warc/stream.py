"""Reads lines and blocks of bytes from an archive, even if the archive is damaged."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from newsbot.crawling.warc.containers import Damage, PartStart

LOOK_AHEAD_BYTES = 64
"""In so many bytes, the start of a record can be recognised."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record begins in an archive, so that it can be read again."""

    start: int
    """The position, in the file, of the compressed part in which the record begins. In a file that
    is not compressed, a part is a piece of the file."""
    within: int = 0
    """The position of the record in the decompressed content of the part."""


class DamagedError(Exception):
    """Raised by a read from an archive if bytes are missing at this place of the archive."""


class Stream:
    """Reads lines and blocks of bytes from the content of an archive, which comes in pieces.

    If bytes are missing in a line or block, a DamagedError is raised. The next call reads on after
    the damaged place.
    """

    def __init__(self, pieces: Iterator[bytes | Damage | PartStart]) -> None:
        self._pieces = pieces
        self._buffer = bytearray()
        self._filled = 0
        # The parts that the buffer has content of, and the number of bytes before their content.
        self._parts: deque[tuple[int, int]] = deque([(0, 0)])
        self._damage: Damage | None = None
        self.has_content = False
        """Whether the content has any bytes; known as soon as a part of it was read."""

    @property
    def is_damaged(self) -> bool:
        """Whether the stream has reached a damaged place, at which bytes are missing."""
        return self._damage is not None

    def place(self, before: int) -> Place:
        """The place that is `before` bytes before the next byte to be read.

        Later calls must not ask for earlier places.
        """
        position = self._filled - len(self._buffer) - before
        while len(self._parts) > 1 and self._parts[1][0] <= position:
            self._parts.popleft()
        filled, start = self._parts[0]
        return Place(start, position - filled)

    def peek(self, size: int) -> bytes:
        """The next `size` bytes, without removing them from the stream.

        The result has fewer bytes if a damaged place or the end of the archive comes before.
        """
        while len(self._buffer) < size and self._fill():
            pass
        return bytes(self._buffer[:size])

    def read(self, size: int) -> bytes:
        """The next `size` bytes; fewer at the end of the archive.

        Raises:
            DamagedError: some of these bytes are missing.
        """
        self._gather(size)
        return self._take(size)

    def skip(self, size: int, until: re.Pattern[bytes] | None = None) -> int:
        """Skips `size` bytes, or all up to the end of the archive. Returns how many it skipped.

        If `until` is given, the skipping also ends before a compressed part that begins with a
        match of it, which may have up to LOOK_AHEAD_BYTES.
        """
        left = size
        while left and self.peek(1):
            is_part_start = left < size and not self.place(0).within
            if is_part_start and until is not None and until.match(self.peek(LOOK_AHEAD_BYTES)):
                return size - left
            left -= len(self._take(min(left, self._left_of_part())))
        self._gather(min(left, 1))
        return size - left

    def readline(self, longest: int) -> bytes:
        """The next line with the line break, but at most `longest` bytes; empty at the end.

        Raises:
            DamagedError: bytes of the line are missing.
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

    def _left_of_part(self) -> int:
        """How many bytes of the buffer are before the next part."""
        position = self._filled - len(self._buffer)
        starts = (filled - position for filled, _ in self._parts if filled > position)
        return next(starts, len(self._buffer))

    def _take(self, size: int) -> bytes:
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def _fill(self) -> bool:
        """Adds the next piece of the archive to the buffer.

        Returns False if there is none, because a damaged place or the end has been reached.
        """
        if self._damage is not None:
            return False
        piece = next(self._pieces, b"")
        while isinstance(piece, PartStart):
            self._parts.append((self._filled, piece.offset))
            piece = next(self._pieces, b"")
        if isinstance(piece, Damage):
            self._damage = piece
            return False
        self._buffer += piece
        self._filled += len(piece)
        self.has_content = self.has_content or bool(piece)
        return bool(piece)
