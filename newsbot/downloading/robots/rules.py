"""Reads what a robots.txt allows newsbot to fetch, by RFC 9309.

This module chooses the groups of rules, and the library Protego matches URLs with the rules. By
itself Protego would take a group for "bot" as one for newsbot, and its run time would grow with the
number of all groups times the number of rules.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from protego import Protego

# RFC 9309, 2.2: lines end with CR, LF or both. Splitting at other characters could make a rule out
# of a part of a line.
_LINE_END = re.compile(r"\r\n?|\n")
# A line that names a user agent, in all spellings of "user-agent:" that Protego accepts.
_AGENT = re.compile(r"user[- ]?agent ?[: ] ?(.*)", re.IGNORECASE)
# A line that ends the list of user agents at the start of a group, in the spellings that Protego
# accepts. A sitemap line does not end this list.
_RULE = re.compile(r"(?:allow|dis+al+[ao]w|diasllow|crawl[- ]delay) ?[: ]", re.IGNORECASE)
_DELAY = re.compile(r"crawl[- ]delay ?:? ?(\S+)", re.IGNORECASE)
_TOKEN = re.compile(r"[\w-]+", re.ASCII)
ALL = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rules of one robots.txt for one crawler."""

    crawl_delay_s: float | None
    """The longest Crawl-delay of the rules, in seconds; None if they have none."""
    _matcher: Protego

    def allow(self, url: str) -> bool:
        """Whether the crawler may fetch `url`; with many rules the answer takes up to 0.3 s."""
        return self._matcher.can_fetch(url, ALL)


def read_rules(content: bytes, token: str) -> Rules:
    """The rules of a robots.txt for the crawler with the product token `token`, in any case.

    If no group names the token, the rules of the groups for "*" count. Lines that are no rules are
    ignored: an HTML page forbids nothing.
    """
    lines = list(_lines_for(content.decode("utf-8-sig", errors="ignore"), token.casefold()))
    matcher = Protego.parse("\n".join([f"User-agent: {ALL}", *lines]))
    delays_s = [_seconds(found[1]) for line in lines if (found := _DELAY.match(line))]
    crawl_delay_s = max((delay for delay in delays_s if delay > 0), default=None)
    return Rules(crawl_delay_s=crawl_delay_s, _matcher=matcher)


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
    """The user agents and the rules of each group; several groups may name the same user agent."""
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
    """A line without its comment, every run of white space replaced by one space.

    Protego would end the line at some of the white space characters (form feed, say).
    """
    return " ".join(line.partition("#")[0].split())


def _token(value: str) -> str:
    """The product token in a user-agent line's value, "newsbot" for "Newsbot/1.0"; "*" stays."""
    token = _TOKEN.match(value)
    return ALL if value.startswith(ALL) else "" if token is None else token[0].casefold()


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        return 0
    return seconds if math.isfinite(seconds) else 0
