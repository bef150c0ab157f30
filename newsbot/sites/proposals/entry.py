"""Makes a registry entry for a site whose sources were found, and writes it to a file."""

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from newsbot.errors import ConfigurationError
from newsbot.sites.entries import KEY, sites_in
from newsbot.sites.proposals.home import HomePage
from newsbot.sites.proposals.search import FoundSource
from newsbot.sites.replacing import read_text, replace_text
from newsbot.sites.site import CHECKED
from newsbot.urls import domain_or_host

LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "đ": "d", "ł": "l", "\u0131": "i"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A registry entry for a new site that `scrapy sites add` proposes."""

    key: str
    name: str
    country: str | None
    language: str | None
    home: str
    domains: tuple[str, ...]
    sources: tuple[FoundSource, ...]

    def as_toml(self) -> str:
        """The entry as TOML text for a registry file.

        The entry has the status "checked", because articles were found in its sources.
        """
        named = {
            "name": self.name,
            "country": self.country,
            "language": self.language,
            "home": self.home,
        }
        key = self.key if "." not in self.key else _quoted(self.key)
        sources = (
            f"  {{ kind = {_quoted(each.kind)}, url = {_quoted(each.url)} }},"
            for each in self.sources
        )
        lines = [
            f"[sites.{key}]",
            *(f"{name} = {_quoted(value)}" for name, value in named.items() if value is not None),
            f"domains = [{', '.join(map(_quoted, self.domains))}]",
            "sources = [",
            *sources,
            "]",
            f"status = {_quoted(CHECKED)}",
        ]
        return "\n".join(lines) + "\n"


def propose(home: HomePage, sources: Sequence[FoundSource], key: str | None) -> Proposal:
    """The proposed registry entry for a site.

    `home` is the site's home page, and `sources` are the feeds, sitemaps and section pages that
    were found. `key` is the key of the site. If it is None, a key is made from the site's name or,
    if the name has other than Latin letters, from the host.

    Raises:
        ConfigurationError: `key` is not a valid key.
    """
    if key is not None and not KEY.fullmatch(key):
        raise ConfigurationError(f"key {key!r}: a key is small letters, digits, hyphens and dots")
    return Proposal(
        key=key or _key_of(home),
        name=home.name,
        country=home.country,
        language=home.language,
        home=home.url,
        domains=(_domain(home.url, sources),),
        sources=tuple(sources),
    )


def append_entry(file: Path, proposal: Proposal) -> None:
    """Adds an entry at the end of a registry file. If there is no such file, it is made.

    The lines of the entry end like those of the file.

    Raises:
        ConfigurationError: the file cannot be read or written, or is not valid with the new entry.
    """
    before = read_text(file)
    line_end = "\r\n" if "\r\n" in before else "\n"
    entry = proposal.as_toml().replace("\n", line_end)
    text = f"{before.rstrip()}{2 * line_end}{entry}" if before.strip() else entry
    sites_in(file, text)
    replace_text(file, text)


def _quoted(text: str) -> str:
    """A text as a TOML basic string. It is written as a JSON string, which is valid TOML.

    Only the character U+007F is not allowed in TOML, and is removed.
    """
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "")


def _key_of(home: HomePage) -> str:
    plain = unicodedata.normalize("NFKD", home.name.lower().translate(LETTERS))
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    # A name in another script may have a few Latin letters or digits too, e.g. "24" in "24 Часа".
    # They are not enough for a key.
    words = re.findall(r"[a-z0-9]+", letters)
    if letters.isascii() and words:
        return "-".join(words)[:40].strip("-")
    host = (urlsplit(home.url).hostname or "").removeprefix("www.")
    return "-".join(re.findall(r"[a-z0-9]+", host))


def _domain(home: str, sources: Sequence[FoundSource]) -> str:
    """The domain of a site for its registry entry.

    If all articles are on the host of the home page or on its subdomains, it is this host, without
    "www.". Otherwise it is the registrable domain. For a host without a registrable domain, e.g. an
    IP, it is the host with the port.
    """
    domain, host = domain_or_host(home), (urlsplit(home).hostname or "").removeprefix("www.")
    hosts = {urlsplit(link.url).hostname or "" for each in sources for link in each.links}
    is_all_there = all(each == host or each.endswith(f".{host}") for each in hosts)
    return host if is_all_there and host.endswith(domain) else domain
