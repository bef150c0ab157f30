"""robots.txt → what it allows newsbot to fetch, as RFC 9309 reads it.

The groups are chosen here, and Protego matches their rules: it takes the names of groups for parts
of names ("bot" would be us), and its work grows with the groups of others times their rules.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from protego import Protego

# RFC 9309, 2.2: lines end with CR, LF or both. Other ends of lines would smuggle rules in.
_LINE_END = re.compile(r"\r\n?|\n")
# What authors write for "user-agent:"; the same spellings as Protego's.
_AGENT = re.compile(r"user[- ]?agent ?[: ] ?(.*)", re.IGNORECASE)
# Lines that end the list of a group's names. A sitemap between two of them does not.
_RULE = re.compile(r"(?:allow|dis+al+[ao]w|diasllow|crawl[- ]delay) ?[: ]", re.IGNORECASE)
_DELAY = re.compile(r"crawl[- ]delay ?:? ?(\S+)", re.IGNORECASE)
_TOKEN = re.compile(r"[\w-]+", re.ASCII)
ALL = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What one robots.txt says to one crawler."""

    crawl_delay_s: float | None
    """The longest that is asked for; None where none is."""
    _matcher: Protego

    def allow(self, url: str) -> bool:
        """Whether the crawler may fetch `url`; may take a fraction of a second for many rules."""
        return self._matcher.can_fetch(url, ALL)


def read_rules(content: bytes, token: str) -> Rules:
    """The rules of the groups named `token`, in any case; where there are none, of those for all.

    What is no rule is passed over, so that an HTML page forbids nothing.
    """
    lines = list(_lines_for(content.decode("utf-8-sig", errors="ignore"), token.casefold()))
    matcher = Protego.parse("\n".join([f"User-agent: {ALL}", *lines]))
    return Rules(crawl_delay_s=_crawl_delay_s(lines), _matcher=matcher)


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
    """The names and the rules of each group; the same name may head several."""
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
    """A line without its comment; some of what counts as a space here ends lines for Protego."""
    return " ".join(line.partition("#")[0].split())


def _token(value: str) -> str:
    """The product token of "Newsbot/1.0" or "newsbot*" in lower case; "*" stays."""
    token = _TOKEN.match(value)
    return ALL if value.startswith(ALL) else "" if token is None else token[0].casefold()


def _crawl_delay_s(lines: Iterable[str]) -> float | None:
    delays = [_seconds(found[1]) for line in lines if (found := _DELAY.match(line))]
    return max((delay for delay in delays if delay > 0), default=None)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        return 0
    return seconds if math.isfinite(seconds) else 0
