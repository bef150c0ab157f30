"""Pages of invented outlets that hold no article, and articles that look like them."""

import json
from dataclasses import dataclass

SITE = "https://paper.example"

ENGLISH = (
    ("Ferry company adds a third crossing", "Demand has grown since the bridge was closed."),
    ("Choir festival returns to the granary", "Thirty choirs from nine countries will sing."),
    ("Council sells the former bus depot", "A housing cooperative made the highest bid."),
    ("Rain fills the upper reservoir", "Engineers opened the spillway on Sunday night."),
    ("School kitchen wins national prize", "The judges praised bread baked every morning."),
    ("Library lends out telescopes", "Forty instruments can be booked from next week."),
)
GERMAN = (
    ("Fähre fährt bald auch abends", "Die Nachfrage ist seit der Sperrung gewachsen."),
    ("Chöre kehren in den Speicher zurück", "Dreißig Chöre aus neun Ländern singen im Mai."),
    ("Stadt verkauft das alte Busdepot", "Eine Genossenschaft hat am meisten geboten."),
    ("Regen füllt den oberen Stausee", "Am Sonntag wurde der Überlauf geöffnet."),
    ("Schulküche gewinnt einen Preis", "Gelobt wurde das Brot, das dort gebacken wird."),
)
FRENCH = (
    ("Le bac circulera aussi le soir", "La demande a augmenté depuis la fermeture du pont."),
    ("Les chorales reviennent au grenier", "Trente chorales de neuf pays y chanteront en mai."),
    ("La ville vend le dépôt des autobus", "Une coopérative a fait la meilleure offre."),
    ("La pluie remplit le lac supérieur", "Les vannes ont été ouvertes dimanche soir."),
    ("La cantine remporte un prix", "Le jury a salué le pain cuit chaque matin."),
)
LONG = (
    "The decision came after a meeting of four hours at which residents, traders and the harbour"
    " master spoke, and it will be looked at again in the autumn, when the figures of the summer"
    " are known. Until then the timetable stays as it is, the council said, and tickets that were"
    " bought before the end of May remain valid on all boats and buses of the district, also on"
    " Sundays and on public holidays."
)
STORY = (
    "The bakery on the market square will open at five in the morning from May on.",
    "Its owner has bought a second oven and taken on two apprentices from the valley.",
    "Bread from the day before is sold for half the price until everything is gone.",
)
NAVIGATION = "".join(
    f'<li><a href="/{name}">{name.title()}</a></li>' for name in ("world", "sport", "weather")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A page and its URL."""

    html: bytes
    path: str = "/news/1"

    @property
    def url(self) -> str:
        return SITE + self.path


def page(main: str, *, title: str = "", head: str = "", body: str = "") -> bytes:
    """A page with a menu and a footer; `body` are attributes."""
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body {body}>"
        f"<nav><ul>{NAVIGATION}</ul></nav><main>{main}</main><footer>© Eastmoor Echo</footer>"
        "</body></html>"
    ).encode()


def linked(**fields: object) -> str:
    """A JSON-LD script."""
    return f'<script type="application/ld+json">{json.dumps(fields)}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def story(*texts: str, title: str = "Bakery opens at five") -> str:
    return f"<article><h1>{title}</h1>{paragraphs(*(texts or STORY))}</article>"


def teasers(texts: tuple[tuple[str, str], ...] = ENGLISH, more: str = "", tag: str = "h2") -> str:
    """Cards: a linked headline, a paragraph and `more`."""
    return "".join(
        f'<div class="entry"><{tag}><a href="/a/{at}">{headline}</a></{tag}>'
        f"<p>{text}{more}</p></div>"
        for at, (headline, text) in enumerate(texts)
    )


def section(heading: str, cards: str, **parts: str) -> bytes:
    return page(f"<h1>{heading}</h1>{cards}", title=f"{heading} - Eastmoor Echo", **parts)


def video(description: str, head: str = "", player: str = '<video src="/v.mp4"></video>') -> bytes:
    return page(f"<h1>Nine sheep are rescued</h1>{player}<p>{description}</p>", head=head)


def gallery(captions: tuple[str, ...], head: str = "", intro: str = "") -> bytes:
    figures = "".join(
        f'<figure><img src="/{at}.jpg"><figcaption>{caption}</figcaption></figure>'
        for at, caption in enumerate(captions)
    )
    return page(f"<article><h1>The week in pictures</h1>{intro}{figures}</article>", head=head)
