"""One story in twenty markups, each amid everything that sites put around an article."""

from collections.abc import Callable, Iterator
from zlib import crc32

TITLE = "Brewery in Ostrel reopens after the flood"
TEXTS = (
    (
        "The brewery on the Lenne in Ostrel poured its first beer since the flood of last March "
        "on Thursday, and about four hundred people queued in the rain to taste it."
    ),
    (
        "Water had stood two metres high in the cellars for six days, ruined eleven copper "
        "kettles and carried away the archive in which recipes since 1874 were kept."
    ),
    (
        "“We dried the last of the books page by page with hair dryers,” said Hanna Dorrit, who "
        "has run the house with her brother since 2009. “Some of them still smell of the river.”"
    ),
    (
        "The insurer paid for the building but not for the machines, so that the family had to "
        "borrow 1.8 million crowns from the savings bank and from nine of its customers."
    ),
    (
        "A wall of concrete now protects the yard, and the pumps can lift 90 litres a second, "
        "which the fire brigade considers sufficient for all but the worst of winters."
    ),
    (
        "Twenty-three of the former thirty-one workers have come back, and the others have found "
        "places in the timber yard at Vessem or have retired in the meantime."
    ),
)
_LATEST = (
    "Lighthouse at Cape Morvan is to be sold at auction",
    "Why timber costs half of what it did in spring",
    "How a village learned to bake its own bread",
    "Mayor of Vessem will not stand for a third term",
)
_CARD = (
    "“Only the yeast was saved” - we asked five brewers about the night of the flood",
    "The river rose by three metres within the hour, and nobody in the valley slept. The brewers…",
)

Named = Callable[[str], str]


def _nothing(_: str) -> str:
    return ""


def _plain(name: str) -> str:
    return f' class="{name}"'


def _hashed(name: str) -> str:
    return f' class="css-{crc32(name.encode()):x}"'


def _utility(_: str) -> str:
    return ' class="flex p-4"'


def _bem(name: str) -> str:
    return f' class="c-{name}"'


def _page(text: str, named: Named, around: tuple[str, str] = ("", "")) -> str:
    """The story's page: `text` amid a menu, a byline, a card, a writer, comments and lists."""
    links = [f'<a href="/{number}">{line}</a>' for number, line in enumerate(_LATEST)]
    items = "".join(f"<li><span>{at}</span>{link}</li>" for at, link in enumerate(links, 1))
    return f"""<html lang="en"><head><title>{TITLE} - The Gazette</title></head><body>{around[0]}
<div{named("topbar")}><a href="#top">To main page (top)</a> <a href="#c">To contents</a></div>
<div{named("nav")}><a href="/">The Gazette</a> <a href="/valley">Valley</a> {links[3]}</div>
<div{named("main")}><div{named("kicker")}><a href="/feed">News Feed</a></div>
<h1{named("title")}>{TITLE}</h1>
<div{named("meta")}><span>Mara Whitfield</span> <span>June 9, 2024 7:12 PM</span> 2 min read</div>
<div{named("pic")}><img src="/a.jpg" alt=""><div{named("cap")}>The yard of the brewery on June 8,
2024. Photo for illustration. (Lena Drury/Valley Images)</div></div>
{text}
<div{named("bookmark")}><a href="/yeast/"><div>{_CARD[0]}</div><div>{_CARD[1]}</div>
<div><img src="/i.png"><span>The Gazette</span><span>Jan Olt</span></div></a></div>
<div{named("writer")}><img alt="Avatar" src="/m.png"><a href="/author/m">Mara Whitfield</a>
<div>Senior News Editor</div><a href="mailto:mara@paper.example">mara@paper.example</a></div>
<div{named("talk")}><h4>Comments<span>2</span></h4><div>300</div><ul><li>what a year, poor people
..</li><li>Best beer in the world.</li></ul></div>
<div{named("latest")}><h3>[VALLEY] Latest Stories</h3><ul>{items}</ul></div></div>
<div{named("bottom")}><a href="/about">About</a> © 2024 The Gazette. All rights reserved.</div>
{around[1]}</body></html>"""


def _each(before: str, after: str) -> str:
    return "".join(f"{before}{text}{after}" for text in TEXTS)


def markups() -> Iterator[tuple[str, str]]:
    """The name of each markup, and the page."""
    paragraphs = _each("<p>", "</p>")
    table = ("<table><tr><td width=100%>", "</td></tr></table>")
    yield "plain", _page(paragraphs, _plain)
    yield "nameless", _page(paragraphs, _nothing)
    yield "hashed", _page(f"<div{_hashed('text')}>{paragraphs}</div>", _hashed)
    yield "divs", _page(_each("<div>", "</div>"), _plain)
    yield "nameless divs", _page(_each("<div>", "</div>"), _nothing)
    yield "br", _page(f"<div>{'<br><br>'.join(TEXTS)}</div>", _plain)
    yield "nameless br", _page("<br><br>".join(TEXTS), _nothing)
    yield "spans", _page(f"<div>{_each('<span>', '</span><br>')}</div>", _hashed)
    yield "one cell", _page(f"<table><tr><td>{paragraphs}</td></tr></table>", _nothing)
    yield "rows", _page(f"<table>{_each('<tr><td>', '</td></tr>')}</table>", _plain)
    yield "page in a table", _page(paragraphs, _nothing, table)
    yield "custom elements", _page(_each("<story-p><p>", "</p></story-p>"), _nothing)
    yield "custom text", _page(_each("<story-p>", "</story-p><br>"), _nothing)
    yield "sections", _page(_each("<section><p>", "</p></section>"), _nothing)
    yield "one line", _page(paragraphs, _hashed).replace("\n", " ")
    yield "open paragraphs", _page(_each("<p>", ""), _nothing)
    yield "adverts between", _page(_each("<p>", "</p><div class='ad'>Advertisement</div>"), _plain)
    yield "boxes", _page(_each("<div class='b'><div><p>", "</p></div></div>"), _hashed)
    yield "article", _page(f"<article>{paragraphs}</article>", _hashed)
    yield "blocks and elements", _page(f"<div class='c-text'>{paragraphs}</div>", _bem)
    yield "utilities", _page(f"<div class='mt-4 prose'>{paragraphs}</div>", _utility)
