"""The words by which pages name their parts, and with which what is not body begins."""

import re
from collections.abc import Mapping


def set_of_words(lines: str) -> frozenset[str]:
    """The words in `lines`."""
    return frozenset(lines.split())


def _patterns(table: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    """For lower-case text: patterns that ignore case take three times as long."""
    return {name: re.compile(pattern) for name, pattern in table.items()}


# Searched in the words of class, id, role and the like.
CLASS_WORDS: Mapping[str, re.Pattern[str]] = _patterns(
    {
        "comment": r"comment|disqus|respond|discussion|kommentar",
        "related": r"relat|recommend|similar|alsolike|readnext|readmore|outbrain|taboola|trending"
        r"|popular|mostread|further|more",
        "share": r"^share|sharing|social|follow|facebook|twitter|whatsapp|addthis",
        "promo": r"promo|sponsor|advert|^ads?$|banner|dfp|partner|affiliate|cta$|marketing",
        "author": r"author|byline|^bio|contributor|writer|autor",
        "caption": r"caption|credit|photo|image|^img|gallery|slide|picture|figure|bild",
        "newsletter": r"newsletter|signup|subscri|email|^optin|mailing|abo",
        "navigation": r"^nav|menu|breadcrumb|pagination|pager",
        "footer": r"foot|copyright|legal|colophon",
        "header": r"header|masthead|hero|topbar",
        "sidebar": r"sidebar|aside|^rail|secondary|widget|complementary",
        "article": r"article|story|^post|entry|artikel|news",
        "body": r"body|content|^text|main|paragraph|^rte|wysiwyg|prose|richtext",
        "paywall": r"paywall|premium|login|register|^meter|piano|regwall",
        "tags": r"^tags?$|topic|categor|keyword|taxonomy|label",
        "date": r"date|time|publish|meta|info",
        "title": r"title|headline|heading",
        "standfirst": r"subtitle|^dek|summary|^lead|lede|standfirst|excerpt|intro|abstract"
        r"|description|teaser|kicker|subhead",
        "overlay": r"modal|popup|overlay|cookie|consent|gdpr|toast|dialog|tooltip",
        "quote": r"quote",
        "box": r"box|inset|fact|highlight|callout|^note|disclaimer|keypoint|takeaway",
        "embed": r"embed|tweet|instagram|video|player|youtube|audio|podcast",
        "card": r"card|tile|item|thumb|grid|carousel|swiper",
        "hidden": r"hidden|sronly|visually|screenreader|invisible|^print|skip",
        "contents": r"toc|tableofcontents",
        "shop": r"product|price|shop|cart|^buy|deal|offer",
        "faq": r"faq|accordion|question",
        "review": r"review|rating",
        "live": r"live|ticker|update",
    }
)

_OUTER = (
    "article", "main", "aside", "nav", "footer", "header", "figure", "form", "ul", "table",
    "blockquote", "section", "details", "ol", "button",
)  # fmt: skip
# The bit of each tag that says what is in it; the bits of CLASS_WORDS come before.
OUTER_TAGS: Mapping[str, int] = {
    tag: 1 << len(CLASS_WORDS) + place for place, tag in enumerate(_OUTER)
}

# Matched at the start of a block.
STARTS: Mapping[str, re.Pattern[str]] = _patterns(
    {
        "more": r"\W*(?:more(?=:)|(?:read (?:more|also|next)|also read|see (?:also|more)|related"
        r"|more (?:on|from|stories|about)|recommended|you (?:may|might)|don.?t miss|lesen sie"
        r"|mehr|lire aussi|à lire|leer|lee también|leggi|trending|most (?:read|popular)|next"
        r"|previous|up next|watch|listen|view|click|explore|in this article|table of contents"
        r"|follow|latest)\b)",
        "by": r"\W*(?:by|von|par|por|di|door|av|written by|posted by|author|reporting by"
        r"|edited by|story by|about the author|text)\b",
        "share": r"\W*(?:share|tweet|facebook|twitter|e-?mail|print|copy link|linkedin|pinterest"
        r"|reddit|comments?|leave a|reply|save|like|teilen|partager|compartir)\b",
        "advert": r"\W*(?:advert|sponsored|anzeige|publicité|publicidad|story continues"
        r"|article continues|continue reading|scroll|loading|skip|ad\b)",
        "tags": r"\W*(?:tags?|topics?|filed under|categor|keywords|posted in|schlagw)",
        "contact": r"\W*(?:contact (?:us|the|him|her)|this (?:article|story|report|post)"
        r" (?:was|is|has|originally|first)|follow (?:him|her|me|us)|editor.?s note|correction)",
        "photo": r"\W*(?:©|\(c\)|photo|image|picture|getty|reuters|shutterstock|foto|bild|credit"
        r"|video|file)",
        "date": r"\W*(?:\d{1,2}[:./ ]|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
        r" \d|(?:updated?|published|posted|last modified)\b)",
        "faq": r"\W*(?:faq|frequently|conclusion|summary|key|what|how|why|step)\b",
    }
)

# The classes of the quotes that social networks' own codes for embedding put into a page.
POST_CLASSES = set_of_words(
    "bluesky-embed fb-xfbml-parse-ignore instagram-media mastodon-embed reddit-card"
    " reddit-embed-bq text-post-media tiktok-embed twitter-tweet twitter-video"
)

# Matched at the start of a block, in lower case.
READ_MORE = re.compile(
    r"\W*(?:read(?: more| also| next)?|also read|see also|more|related|lesen sie auch"
    r"|mehr zum thema|lire aussi|à lire(?: aussi)?|leer más|lee también|leggi anche)\s*:"
)

# Searched in a block's beginning.
ANYWHERE: Mapping[str, re.Pattern[str]] = _patterns(
    {
        "subscribe": r"subscri|newsletter|sign ?up|sign in|log ?in|register|inbox|abonn|donate"
        r"|whatsapp|telegram|follow us|join (?:us|our)|support (?:us|our)|download",
        "credit": r"©|getty|shutterstock|picture alliance|/ap\b|ap photo|via ap|foto:|bild:|credit"
        r"|photo(?:graph)?s?(?: by|:|/)|courtesy",
        "legal": r"all rights reserved|copyright|terms of|privacy|cookie|affiliate|commission"
        r"|disclaimer|trademark|may not be",
        "person": r"is an? (?:\w+ ){0,3}(?:writer|reporter|editor|journalist|correspondent"
        r"|contributor|author|professor|columnist)|(?:can|may) be reached|contributed to this",
        "ago": r"\bago\b|min(?:ute)?s? read|\b20[12]\d\b",
        "address": r"@|https?:|www\.|\.com\b",
    }
)

# The commonest words of large European languages: running text is full of them, lists are not.
STOP_WORDS = set_of_words(
    "the of and to in a is that for it on was with as be at by this have from or are an not but"
    " they he she his her you i we their has had who der die das und den von zu mit sich auf für"
    " ist im dem nicht ein eine als auch es le la les et des en un une du dans que est pour qui el"
    " los las y se por con una su para del al lo che di il per non sono della o os da do em um uma"
    " com não de het een van dat op te zijn"
)
# What speaks to the reader, or of those who speak.
ADDRESSING = set_of_words(
    "we our us you your yours ours wir uns unser unsere sie ihr ihre ihren nous notre nos vous"
    " votre vos nosotros nuestro nuestra tu sus você seu nosso noi nostro"
)
# What pages ask of their readers: to support, to subscribe, to follow, to buy.
APPEALING = set_of_words(
    "abonnieren abonnement abonnez abo access account ad ads advertisement advertising affiliate"
    " alert alerts app apps become bookmark buy cancel click commission contribute contribution"
    " cookie cookies daily deal deals delivered discount donate donation download email emails"
    " exclusive facebook follow following free gratis gift inbox instagram join journalism"
    " journalist link linkedin login mail member members membership newsletter newsletters"
    " notifications offer offers partner partners paywall podcast premium press privacy promo"
    " purchase reader readers register registered review rss shop shopping sign social sponsor"
    " sponsored subscribe subscriber subscribers subscribing subscription suscríbete support"
    " supporters telegram terms tiktok tip tips today trial twitter unlimited unsubscribe visit"
    " whatsapp youtube"
)
