"""Invented sites: their pages by URL, and the sources that `scrapy sites add` has to find."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

XML, HTML, TEXT = "application/xml", "text/html; charset=utf-8", "text/plain"
START = datetime(2026, 5, 20, 8, tzinfo=UTC)
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


@dataclass
class InventedSite:
    """A site under one or more hosts."""

    kind: str
    host: str
    right: set[str]
    """The sources to propose: paths, or whole URLs if they are on another host."""
    pages: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)
    """URL → status, Content-Type, body. A status of 301 has the target as its body."""

    def add(self, path: str, body: str | bytes, kind: str = XML, status: int = 200) -> None:
        content = body if isinstance(body, bytes) else body.encode()
        self.pages[self.url(path)] = (status, kind, content)

    def url(self, path: str) -> str:
        return path if "://" in path else f"https://{self.host}{path}"

    @property
    def expected(self) -> set[str]:
        return {self.url(path) for path in self.right}


def stories(pattern: str, count: int = 6, start: int = 1) -> list[str]:
    """Paths of articles; the pattern has {n}, a number, and {slug}."""
    towns = ("ferry", "bridge", "mill", "harbour", "school", "council", "market", "tower")
    return [
        pattern.format(n=41000 + n, slug=f"{towns[n % 8]}-reopens-after-long-{n}-winter")
        for n in range(start, start + count)
    ]


def rss(site: InventedSite, paths: Sequence[str], extra: str = "", age_days: int = 0) -> str:
    dates = (format_datetime(START - timedelta(days=age_days, hours=n)) for n in range(99))
    items = "".join(
        f"<item><title>Story {n}</title><link>{site.url(path)}</link>"
        f"<pubDate>{date}</pubDate>{extra}</item>"
        for n, (path, date) in enumerate(zip(paths, dates, strict=False))
    )
    return f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


def atom(site: InventedSite, paths: Sequence[str]) -> str:
    entries = "".join(
        f'<entry><title>Story</title><link href="{site.url(path)}"/>'
        f"<updated>{START:%Y-%m-%dT%H:%M:%SZ}</updated></entry>"
        for path in paths
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>{entries}</feed>'


def news_map(site: InventedSite, paths: Sequence[str]) -> str:
    urls = "".join(
        f"<url><loc>{site.url(path)}</loc><news:news><news:publication_date>"
        f"{START:%Y-%m-%d}</news:publication_date><news:title>Story</news:title></news:news></url>"
        for path in paths
    )
    return f'<urlset xmlns="{SITEMAPS}" xmlns:news="{NEWS}">{urls}</urlset>'


def plain_map(site: InventedSite, paths: Sequence[str]) -> str:
    urls = "".join(
        f"<url><loc>{site.url(path)}</loc><lastmod>2026-05-20</lastmod></url>" for path in paths
    )
    return f'<urlset xmlns="{SITEMAPS}">{urls}</urlset>'


def index(site: InventedSite, paths: Sequence[str]) -> str:
    maps = "".join(f"<sitemap><loc>{site.url(path)}</loc></sitemap>" for path in paths)
    return f'<sitemapindex xmlns="{SITEMAPS}">{maps}</sitemapindex>'


def links(paths: Sequence[str]) -> str:
    return "".join(
        f'<article><h2><a href="{path}">The {path.strip("/").rpartition("/")[2]} today</a></h2>'
        "<p>What happened in the town this week.</p></article>"
        for path in paths
    )


def nav(paths: Sequence[str]) -> str:
    items = "".join(f'<li><a href="{path}">{path.strip("/").title()}</a></li>' for path in paths)
    return f"<nav><ul>{items}</ul></nav>"


def alternate(path: str, title: str = "", kind: str = "application/rss+xml") -> str:
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{path}">'


def page(body: str, head: str = "", title: str = "The Gazette", lang: str = "en") -> str:
    return (
        f'<!doctype html><html lang="{lang}"><head><title>{title}</title>{head}</head>'
        f"<body>{body}<footer><a href='/privacy'>Privacy</a> <a href='/contact'>Contact</a>"
        "</footer></body></html>"
    )
