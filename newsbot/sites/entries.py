"""Reads a registry file (TOML), and makes a `Site` of each entry in it.

If the file has a mistake, the error message says what to write instead.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from newsbot.discovery.kinds import KINDS
from newsbot.discovery.polling.schedule import LONGEST, SHORTEST
from newsbot.errors import ConfigurationError
from newsbot.sites.rule_table import rules_of_table
from newsbot.sites.site import STATUSES, UNCHECKED, Site, Source, source_at
from newsbot.urls import requested_url

NEEDED = ("name", "domains", "sources")
OPTIONAL = ("country", "language", "home", "owner", "status", "rules", "expect")

KEY = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
COUNTRY = re.compile(r"[A-Z]{2}")
LANGUAGE = re.compile(r"[a-z]{2}")
EVERY = re.compile(r"(\d{1,5}) ?(min|h|d)", re.ASCII)
UNITS = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
DOMAIN = re.compile(r"(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::\d{1,5})?")


def sites_in(file: Path, content: str) -> list[Site]:
    """The sites in a registry file, in the order of the file. `content` is the text of the file.

    Raises:
        ConfigurationError: the text is not valid; the message says where, and what to write
            instead.
    """
    return [_site(file, key, entry) for key, entry in _tables(file, content).items()]


def _tables(file: Path, content: str) -> dict[str, Any]:
    try:
        tables = tomllib.loads(content)
    except ValueError as error:
        raise ConfigurationError(f"{file} is not TOML: {error}") from error
    sites = tables.pop("sites", None)
    if tables or not isinstance(sites, dict) or not sites:
        raise ConfigurationError(f"{file}: write one [sites.KEY] table for each site, nothing else")
    return sites


def _site(file: Path, key: str, entry: Any) -> Site:
    where = f"{file}, site {key!r}"
    if not KEY.fullmatch(key):
        raise ConfigurationError(f"{where}: a key is small letters, digits, hyphens and dots")
    if not isinstance(entry, dict):
        raise ConfigurationError(f"{where}: write it as a table, [sites.{key}]")
    _check_keys(where, entry, NEEDED, OPTIONAL)
    return Site(
        key=key,
        name=_text(where, entry, "name", "The Harbour Gazette") or "",
        domains=tuple(_domain(where, domain) for domain in _list(where, entry, "domains")),
        sources=tuple(_source(where, key, source) for source in _list(where, entry, "sources")),
        country=_code(where, entry, "country", COUNTRY, "GB, by ISO 3166-1"),
        language=_code(where, entry, "language", LANGUAGE, "en, by ISO 639-1"),
        home=_home(where, entry),
        owner=_text(where, entry, "owner", "Harbour Press Ltd"),
        status=_status(where, entry.get("status", UNCHECKED)),
        file=file,
        rules=rules_of_table(f"{where}, rules", entry["rules"]) if "rules" in entry else None,
        articles_a_day=_articles_a_day(where, entry["expect"]) if "expect" in entry else None,
    )


def _text(where: str, entry: dict[str, Any], name: str, example: str) -> str | None:
    if name not in entry:
        return None
    value = entry[name]
    if not isinstance(value, str) or not value.strip():
        raise ConfigurationError(f'{where}: {name} is a text, e.g. {name} = "{example}"')
    return value.strip()


def _code(
    where: str, entry: dict[str, Any], name: str, form: re.Pattern[str], example: str
) -> str | None:
    value = entry.get(name)
    if value is not None and not (isinstance(value, str) and form.fullmatch(value)):
        raise ConfigurationError(f"{where}: {name} {value!r} is no code; write e.g. {example}")
    return value


def _home(where: str, entry: dict[str, Any]) -> str | None:
    home = entry.get("home")
    if home is not None and (not isinstance(home, str) or requested_url(home) is None):
        raise ConfigurationError(f"{where}: home {home!r} is no web URL; write https://…")
    return home


def _status(where: str, value: Any) -> str:
    if value not in STATUSES:
        raise ConfigurationError(f"{where}: status {value!r} is none of {', '.join(STATUSES)}")
    return str(value)


def _articles_a_day(where: str, entry: Any) -> int:
    count = entry.get("articles_a_day") if isinstance(entry, dict) and len(entry) == 1 else None
    if type(count) is not int or count < 1:
        raise ConfigurationError(f"{where}: write expect = {{ articles_a_day = 20 }}, 1 or more")
    return count


def _source(where: str, key: str, entry: Any) -> Source:
    if not isinstance(entry, dict):
        raise ConfigurationError(f'{where}: write a source as {{ kind = "feed", url = "…" }}')
    _check_keys(f"{where}, a source", entry, ("kind", "url"), optional=("every",))
    kind, url = entry["kind"], entry["url"]
    if kind not in KINDS:
        raise ConfigurationError(f"{where}: kind {kind!r} is none of {', '.join(KINDS)}")
    if not isinstance(url, str) or requested_url(url) is None:
        shown = "…@" + url.rpartition("@")[2] if isinstance(url, str) and "@" in url else url
        raise ConfigurationError(f"{where}: url {shown!r} is no web URL; write https://…")
    every = _every(where, entry["every"]) if "every" in entry else None
    try:
        return replace(source_at(url, kind, key), every=every)
    except ConfigurationError as error:
        raise ConfigurationError(f"{where}: {error}") from error


def _every(where: str, value: Any) -> timedelta:
    """The time between two polls of a source, parsed from e.g. "10 min", "2 h" or "1 d".

    0 means that each run polls the source. `where` says in error messages where the value stands.
    """
    found = EVERY.fullmatch(value) if isinstance(value, str) else None
    if value == "0" or (value == 0 and isinstance(value, int)):
        return timedelta()
    every = timedelta() if found is None else int(found[1]) * UNITS[found[2]]
    if not SHORTEST <= every <= LONGEST:
        raise ConfigurationError(
            f'{where}: every {value!r} is no time from 2 min to 3 d; write "10 min", "2 h" or 0'
        )
    return every


def _domain(where: str, domain: Any) -> str:
    if not isinstance(domain, str) or not DOMAIN.fullmatch(domain):
        raise ConfigurationError(
            f'{where}: domain {domain!r} is no host; write "example.org" or "127.0.0.1:8080"'
        )
    return domain


def _list(where: str, entry: dict[str, Any], name: str) -> Sequence[Any]:
    values = entry[name]
    if not isinstance(values, list) or not values:
        raise ConfigurationError(f"{where}: {name} is a list with at least one entry")
    return values


def _check_keys(
    where: str, entry: dict[str, Any], names: tuple[str, ...], optional: tuple[str, ...] = ()
) -> None:
    known = (*names, *optional)
    unknown, missing = sorted(entry.keys() - set(known)), sorted(set(names) - entry.keys())
    if unknown:
        raise ConfigurationError(f"{where}: unknown {unknown[0]!r}; known are {', '.join(known)}")
    if missing:
        raise ConfigurationError(f"{where}: {missing[0]} is missing")
