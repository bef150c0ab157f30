"""The pages of invented outlets: articles, feeds, sitemaps, section pages and robots.txt."""

from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from random import Random

from tests.benchmarks.week.plan import Outlet, Story

SYLLABLES = ("ba", "del", "fi", "gor", "ha", "jin", "ko", "lum", "me", "nas", "po", "rin", "su")
# No five words in a row are without an invented one: two articles have nothing in common.
SENTENCES = (
    "The council of {} voted on Monday for the {} bridge, which {} had asked for since {} left.",
    "In {} the ferry {} sailed with {} cars, although {} had warned the harbour of {} twice.",
    "{} said that the prices of {} and {} would rise, and {} told the paper that {} agreed.",
    "Farmers near {} brought {} to the market of {}, where {} bought more than {} could sell.",
    "At the court in {} a judge heard {} and {}, who had seen {} leave the house of {} at night.",
    "The team of {} won against {} by {} goals, after {} had been sent off and {} was hurt.",
)
SHRUNK = 0.3
"""The part of an article's paragraphs that a broken layout shows."""
TYPES = {"feed": "application/xml", "sitemap": "application/xml", "section": "text/html"}
PATHS = {"feed": "/feed.xml", "sitemap": "/sitemap-news.xml", "section": "/latest/"}
SHELL = (
    "<!doctype html><html><head><title>Outlet</title><script src='/app.js'></script></head>"
    "<body><div id='root'></div><noscript>You need to enable JavaScript to run this app."
    "</noscript></body></html>"
)


def marker(story: Story) -> str:
    """A word that only the corrected text of a story has."""
    return f"Emend{story.path.rsplit('-', 1)[1]}"


def paragraphs(story: Story, revision: int) -> list[str]:
    chance = Random(story.path)  # noqa: S311 - it has to be the same each time
    texts = [_paragraph(chance) for _ in range(chance.randint(7, 12))]
    if revision > 1:
        texts[0] = f"{marker(story)} was wrongly named before. {texts[0]}"
        texts[1] = _paragraph(chance)
    return texts


def article(story: Story, revision: int, *, is_broken: bool) -> str:
    """An article's page; a broken layout shows only the first paragraphs."""
    texts = paragraphs(story, revision)
    shown = texts[: max(2, round(len(texts) * SHRUNK))] if is_broken else texts
    name = _word(Random(story.path)).title()  # noqa: S311 - as above
    published = story.published_at.isoformat(timespec="seconds")
    body = "".join(f"<p>{text}</p>" for text in shown)
    return (
        f"<!doctype html><html lang='en'><head><title>{name} speaks to the council</title>"
        f"<meta name='author' content='Ada {name}'>"
        f"<meta property='og:type' content='article'>"
        f"<meta property='article:published_time' content='{published}'></head><body>"
        f"<article><h1>{name} speaks to the council</h1>{body}</article></body></html>"
    )


def source(outlet: Outlet, kind: str, base: str, now: datetime) -> str:
    """A source of an outlet, as it stands now."""
    stories = outlet.listed(now)
    make = {"feed": _feed, "sitemap": _sitemap, "section": _section}[kind]
    return make(outlet, stories, base, now)


def robots(outlet: Outlet, delay_s: float) -> str:
    delay = f"Crawl-delay: {delay_s:g}\n" if outlet.role == "slow" else ""
    return f"User-agent: *\n{delay}Disallow: /members/\n"


def _feed(outlet: Outlet, stories: Iterable[Story], base: str, now: datetime) -> str:
    if outlet.dates_changes or outlet.role == "changed_now":
        entries = "".join(
            f"<entry><link href='{base}{each.path}'/><id>{each.path}</id>"
            f"<published>{each.published_at.isoformat()}</published>"
            f"<updated>{_changed(outlet, each, now).isoformat()}</updated></entry>"
            for each in stories
        )
        return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>News</title>{entries}</feed>"
    items = "".join(
        f"<item><link>{base}{each.path}</link>"
        f"<pubDate>{format_datetime(each.published_at)}</pubDate></item>"
        for each in stories
    )
    return f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>"


def _sitemap(outlet: Outlet, stories: Iterable[Story], base: str, now: datetime) -> str:
    urls = "".join(
        f"<url><loc>{base}{each.path}</loc>"
        + (
            f"<lastmod>{_changed(outlet, each, now).isoformat()}</lastmod>"
            if outlet.dates_changes
            else ""
        )
        + "</url>"
        for each in stories
    )
    return f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>"


def _section(_: Outlet, stories: Iterable[Story], base: str, __: datetime) -> str:
    links = "".join(f"<li><a href='{base}{each.path}'>{each.path}</a></li>" for each in stories)
    return f"<!doctype html><html><head><title>Latest</title></head><body>{links}</body></html>"


def _changed(outlet: Outlet, story: Story, now: datetime) -> datetime:
    if outlet.role == "changed_now":
        return now
    is_corrected = story.corrected_at is not None and story.corrected_at <= now
    return story.corrected_at if is_corrected and story.corrected_at else story.published_at


def _paragraph(chance: Random) -> str:
    return " ".join(_sentence(chance) for _ in range(2))


def _sentence(chance: Random) -> str:
    sentence = chance.choice(SENTENCES)
    return sentence.format(*(_word(chance).title() for _ in range(sentence.count("{}"))))


def _word(chance: Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=4))
