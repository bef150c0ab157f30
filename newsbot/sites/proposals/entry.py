"""Makes an entry of the registry for a site whose sources were found, and writes it to a file."""

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
from newsbot.sites.site import CHECKED
from newsbot.urls import host_of, registrable_domain

LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "đ": "d", "ł": "l", "\u0131": "i"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An entry of the registry that `scrapy sites add` proposes."""

    key: str
    name: str
    country: str | None
    language: str | None
    home: str
    domains: tuple[str, ...]
    sources: tuple[FoundSource, ...]

    def as_toml(self) -> str:
        """The entry as it is written into a registry file. Its status is "checked"."""
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
    """The entry for the site with this home page and these sources.

    `key` is the key of the site; None: one is made from the name of the site or, if the name has no
    Latin letters, from the host.

    Raises:
        ConfigurationError: `key` is no key.
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
    """Writes an entry to the end of a registry file, which is made if there is none.

    Raises:
        ConfigurationError: the file cannot be read or written, or the entry does not fit into it.
    """
    try:
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        text = f"{before.rstrip()}\n\n{proposal.as_toml()}" if before else proposal.as_toml()
        sites_in(file, text)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"cannot write {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{file} is not TOML: {error}") from error


def _quoted(text: str) -> str:
    """A text as a TOML basic string. JSON strings are TOML strings, except for U+007F."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "")


def _key_of(home: HomePage) -> str:
    plain = unicodedata.normalize("NFKD", home.name.lower().translate(LETTERS))
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    # A name in another script has hardly any of these letters, e.g. "24" of "24 Часа".
    words = re.findall(r"[a-z0-9]+", letters)
    if letters.isascii() and words:
        return "-".join(words)[:40].strip("-")
    host = (urlsplit(home.url).hostname or "").removeprefix("www.")
    return "-".join(re.findall(r"[a-z0-9]+", host))


def _domain(home: str, sources: Sequence[FoundSource]) -> str:
    """The domain of a site: its registrable domain, or only its host if all articles are there.

    If the host is "www", all subdomains belong to the site. For a host without a registrable
    domain, e.g. an IP, the port is a part of the result.
    """
    domain = registrable_domain(home)
    if not re.search(r"\.[a-z]", domain):
        return host_of(home).removesuffix(":80")
    host = (urlsplit(home).hostname or "").removeprefix("www.")
    hosts = {urlsplit(link.url).hostname or "" for each in sources for link in each.links}
    is_all_there = all(each == host or each.endswith(f".{host}") for each in hosts)
    return host if is_all_there else domain
