"""Reads what a robots.txt allows newsbot to fetch, by RFC 9309.

This module chooses the groups of rules for newsbot, and the library Protego matches URLs with the
rules of these groups. Protego does not choose the groups, because it takes a group for "bot" as one
for newsbot.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

from protego import Protego

# Matches the end of a line, which is CR, LF or both (RFC 9309, 2.2). Python's `splitlines` would
# also end lines at other characters.
_LINE_END = re.compile(r"\r\n?|\n")
# Matches a line that names a user agent, in all spellings of "user-agent:" that Protego accepts.
_AGENT = re.compile(r"user[- ]?agent ?[: ] ?(.*)", re.IGNORECASE)
# Matches a rule, in all spellings of "allow", "disallow" and "crawl-delay" that Protego accepts. A
# user-agent line after a rule begins a new group.
_RULE = re.compile(r"(?:allow|dis+al+[ao]w|diasllow|crawl[- ]delay) ?[: ]", re.IGNORECASE)
_DELAY = re.compile(r"crawl[- ]delay ?:? ?(\S+)", re.IGNORECASE)
_TOKEN = re.compile(r"[\w-]+", re.ASCII)
ALL = "*"
# To match a URL with the rules of a robots.txt takes less than 2 ms if there are at most this many
# rules, as on most sites. If there are more, it is done in another thread, so that the event loop
# need not wait.
FEW_RULES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rules in a host's robots.txt that apply to one crawler, such as newsbot."""

    crawl_delay_s: float | None
    """The longest Crawl-delay that the robots.txt states for the crawler, in seconds; None if it
    states none."""
    count: int
    """The number of lines with rules for the crawler: allow, disallow and crawl-delay."""
    digest: bytes
    """A hash of all lines with rules for the crawler. Two robots.txt files with the same digest
    allow the same URLs."""
    _matcher: Protego

    @property
    def are_few(self) -> bool:
        """Whether there are so few rules that `allow` is fast enough for the event loop."""
        return self.count <= FEW_RULES

    def allow(self, url: str) -> bool:
        """Whether the crawler may fetch `url`. With very many rules, this takes up to 0.3 s.

        The robots.txt itself may always be fetched (RFC 9309, 2.2.2).
        """
        return urlsplit(url).path == "/robots.txt" or self._matcher.can_fetch(url, ALL)


def read_rules(content: bytes, token: str) -> Rules:
    """The rules of a robots.txt for the crawler with the product token `token`.

    Upper and lower case of the token make no difference. If no group names the token, the rules of
    the groups for "*" count. Lines that are no rules are ignored, so that an HTML page in place of
    a robots.txt forbids nothing.
    """
    lines = list(_lines_for(content.decode("utf-8-sig", errors="ignore"), token.casefold()))
    text = "\n".join([f"User-agent: {ALL}", *lines])
    delays_s = [_seconds(found[1]) for line in lines if (found := _DELAY.match(line))]
    crawl_delay_s = max((delay for delay in delays_s if delay > 0), default=None)
    return Rules(
        crawl_delay_s=crawl_delay_s,
        count=len(lines),
        digest=sha256(text.encode()).digest(),
        _matcher=Protego.parse(text),
    )


def _lines_for(text: str, token: str) -> Iterable[str]:
    ours: list[str] | None = None
    others: list[str] = []
    for names, rules in _groups(text):
        if token in names:
            ours = [*(ours or ()), *rules]
        elif ALL in names:
            others += rules
    return others if ours is None else ours


def _groups(text: str) -> Iterator[tuple[set[str], list[str]]]:
    """For each group of a robots.txt, the user agents that it names, and its rules.

    Several groups may name the same user agent.
    """
    names: set[str] = set()
    rules: list[str] = []
    for line in map(_plain, _LINE_END.split(text)):
        agent = _AGENT.fullmatch(line)
        if agent is not None:
            if rules:
                yield names, rules
                names, rules = set(), []
            names.add(_token(agent[1]))
        elif _RULE.match(line):
            rules.append(line)
    yield names, rules


def _plain(line: str) -> str:
    """A line without its comment, and with one space in place of each run of white space.

    White space is replaced because Protego would end the line at some characters, e.g. form feed.
    """
    return " ".join(line.partition("#")[0].split())


def _token(value: str) -> str:
    """The product token in the value of a user-agent line, in lower case, or "*".

    For "Newsbot/1.0" it is "newsbot".
    """
    token = _TOKEN.match(value)
    return ALL if value.startswith(ALL) else "" if token is None else token[0].casefold()


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        return 0
    return seconds if math.isfinite(seconds) else 0
