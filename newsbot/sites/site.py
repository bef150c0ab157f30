"""The class of a site (a publisher) in the registry, and that of a site's source.

A source is a feed, a sitemap or a section page.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from newsbot.errors import ConfigurationError
from newsbot.extraction.rules.site_rules import SiteRules
from newsbot.urls import requested_url, userinfo_of

UNCHECKED = "unchecked"
CHECKED = "checked"
STATUSES = (UNCHECKED, CHECKED)
"""The values that the status of a registry entry may have. "checked" means that `scrapy sites
check` or `scrapy sites add` has found articles in all sources of the site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A feed, sitemap or section page that lists a site's articles."""

    kind: str
    """The kind of the source: a key of newsbot.discovery.kinds.KINDS, e.g. "feed"."""
    url: str
    site: str
    """The key of the site whose articles the source lists."""
    every: timedelta | None = None
    """The time between two polls of the source, as the registry sets it. If it is zero, each run
    polls the source. If it is None, the time depends on how often the source has new articles."""
    userinfo: tuple[str, str] | None = field(default=None, repr=False, compare=False)
    """The user name and password with which the source is requested; None if it needs none. They
    are kept apart from the URL, so that they do not get into the database or the log."""


def source_at(url: str, kind: str, site: str) -> Source:
    """The source (a feed, sitemap or section page) with the URL `url`.

    The URL may contain a user name and a password, which are moved to the field `userinfo` of the
    source. `site` is the key of the site whose articles the source lists.

    Raises:
        ConfigurationError: the password has characters that need percent-encoding.
    """
    form, userinfo = requested_url(url) or url, userinfo_of(url)
    if userinfo is not None and "@" in urlsplit(form).path:
        # The message must not quote any part of the URL, because any part may belong to the
        # password. In "https://anna:p@ss/word@host/", for example, "ss" is taken for the host, but
        # it is a part of the password "p@ss/word".
        raise ConfigurationError(
            "percent-encode the password in the URL of a source: @ is %40, / %2F"
        )
    return Source(kind=kind, url=form, site=site, userinfo=userinfo)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A news site in the registry: its name, its hosts, its sources (e.g. feeds) and its rules."""

    key: str
    name: str
    domains: tuple[str, ...]
    """The hosts of the site. "gazette.example" stands for the host with its subdomains and all
    ports, "gazette.example:8080" for one port only."""
    sources: tuple[Source, ...]
    country: str | None = None
    """The country where the publisher has its seat, as an ISO 3166-1 code, e.g. "DE"."""
    language: str | None = None
    """The language of the articles that the sources list, as an ISO 639-1 code, e.g. "de"."""
    home: str | None = None
    """The URL of the site's home page; None if the registry does not say."""
    owner: str | None = None
    """The company or institution that owns the publisher; None if the registry does not say."""
    status: str = UNCHECKED
    """The status of the site's registry entry: one of STATUSES."""
    file: Path | None = field(default=None, compare=False)
    """The registry file that has the entry of the site."""
    rules: SiteRules | None = None
    articles_a_day: int | None = None
    """The minimum number of new articles, copies included, that the site usually publishes in a
    day. The audit reports days with fewer. None if it is not known."""
