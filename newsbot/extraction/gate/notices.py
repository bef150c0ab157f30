"""What a page may say in place of an article: there is nothing here, give consent, subscribe."""

import re

from lxml.html import HtmlElement

from newsbot.extraction.body.isolation import is_text
from newsbot.extraction.metadata.reading import Statements
from newsbot.extraction.page.text import count_words

# What a message stands beside (teasers, legal text) stays under this.
MAX_WORDS = 300
# A notice is short; a paragraph may say of something else that it was not found.
MAX_LINE_WORDS = 15
# The lines left of walls come to .049 (the demo's) to .19, the shorter articles of the corpora to
# .02; a brief about a fine for cookies may reach .10, but does not speak to its reader.
MIN_CONSENT_SHARE = 0.04
MIN_ADDRESSES = 3
# A sentence of a wall; one in a longer paragraph is the article's.
MAX_WALL_WORDS = 40
# A list of offers is about nothing else; briefs about prices stay below and do not ask for a login.
MIN_OFFER_SHARE = 0.08

_NOT_FOUND = re.compile(
    r"""
    ^\W*(?:error|fehler|erreur)?\W*404\b(?:\W*$|\W+(?:error|page|not|seite|-|\|))
    | \b(?:page|article|story)\s(?:\w+\s)?(?:not|no\slonger)\s(?:be\s)?(?:found|available|exists)
    | \b(?:page|article|story)\s(?:can.?t|cannot|could\snot|couldn.?t)\sbe\sfound
    | \b(?:can.?t|cannot|could\snot|couldn.?t)\sfind\s(?:that|this|the)\spage
    | \b(?:seite|artikel|beitrag)\s(?:\w+\s){0,3}nicht\s(?:mehr\s)?(?:gefunden|verfügbar|vorhanden)
    | \bpage\s(?:introuvable|non\strouvée|inexistante)
    | \bpágina\s(?:no|não)\s(?:fue\s|foi\s)?(?:encontrada|existe)
    | \bpagina\s(?:non\strovata|niet\sgevonden)
    | \bnie\sznaleziono\sstrony | \bsidan\s(?:finns\sinte|hittades\sinte)
    | \bsiden\s(?:ble|blev)\sikke\sfun[dn]et
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CONSENT = re.compile(
    r"""
    \b(?: cookies? | consent\w* | personali[sz]ed | partners | legitimate\sinterest
    | your\sdevice | opt.out
    | zustimm\w+ | einwillig\w+ | widerruf\w* | tracking | tracker\w* | personalisier\w+
    | personenbezogen\w* | datenschutz\w* | akzeptieren | werbung
    | unsere\spartner | drittanbieter\w*
    | consentement | partenaires | publicit\w+ | personnalis\w+ | données | traceurs? | accepter )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ADDRESS = re.compile(
    r"\b(?:[Yy]ours?|[Yy]ou|Sie|Ihre?[mnrs]?|[Dd]u|[Dd]eine?|[Vv]ous|[Vv]otre|[Vv]os)\b"
)
_WALL = re.compile(
    r"""
    \b(?:subscribe|sign\s(?:in|up)|log\s?in|register|create\s(?:a|your)\s(?:free\s)?account
      |become\sa\s(?:member|subscriber)|upgrade)\b.{0,60}\bto\s
      (?:continue|keep|read|finish|access|unlock|view|see|get\sunlimited)
    | \b(?:continue|keep|to)\sreading\b.{0,60}\b(?:subscri|sign|log\s?in|regist|account|trial)
    | \balready\sa\s?(?:paid\s|paying\s)?(?:subscriber|member)
    | \b(?:article|content|story|page)\sis\s(?:only\s)?(?:available\s)?(?:exclusive(?:ly)?\s)?
      (?:for|to|reserved\sfor)\s(?:\w+\s)?(?:subscribers|members)
    | \b(?:nur|exklusiv)\s(?:für|mit)\s(?:\w+\s)?(?:abo\w*|plus\w*)
    | \bweiter(?:zu)?lesen\b.{0,60}\b(?:abo|anmeld|registr|kosten|plus)\w*
    | \b(?:abo|anmeld\w*|registrier\w*|einloggen)\b.{0,60}\bweiter(?:zu)?lesen
    | \b(?:schon|bereits)\s(?:\w+\s)?(?:abonnent\w*|registriert|ein\s\w*abo|kunde)
    | \bréservé\w*\s(?:aux|à\snos)\sabonnés | \bdéjà\sabonné | \babonnez.vous\spour
    | \b(?:exclusiv[oa]|sol[oa])\spara\s(?:suscriptores|socios|assinantes)
    | \bsuscr[ií]bete\s(?:para|y) | \bya\seres\ssuscriptor
    | \briservato\sagli\sabbonati | \bsei\sgià\sabbonato | \balleen\svoor\sabonnees
    | \bal\sabonnee\b | \bdla\sprenumeratorów
    """,
    re.IGNORECASE | re.VERBOSE,
)
_OFFER = re.compile(
    r"""
    \b(?: subscri\w+ | unlimited | log\s?in | sign\s?in | trial | cancel\w* | month\w* | billed
    | digital | offer\w* | account | member\w* | e?.?paper | newsletters? | app
    | abo\w* | kündbar\w* | monat\w* | jederzeit | anmelden | registrier\w* | probe\w*
    | sans\sengagement | mois | compte | connect\w+ | offre\w* | suscri\w+ | mes | meses | cuenta
    | mese | mesi | accedi ) \b | [€$£]\s?\d | \d\s?(?:€|euros?\b)
    """,
    re.IGNORECASE | re.VERBOSE,
)
# The whole title or its part before the site's name: "Anmeldung für Kurse" is about something.
_LOGIN_TITLE = re.compile(
    r"""
    ^\W*(?:(?:please\s)?(?:log|sign)\s?in(?:\s(?:to|or|with|required)\b[^|]*)?|anmelden|anmeldung
    |einloggen|(?:se\s)?connexion|connectez.vous|iniciar\ssesión|accedi|inloggen|zaloguj\ssię)
    \W*(?:$|[|\u2013\u2014\u00b7]|\s-\s)
    """,
    re.IGNORECASE | re.VERBOSE,
)


def not_found(said: Statements, lines: list[str]) -> str | None:
    """The title, heading or first line that says that there is nothing here."""
    head = said.head
    stated = (head.title, *head.headings, head.first("og:title"), *lines[:1])
    short = (line for line in stated if line and count_words(line) <= MAX_LINE_WORDS)
    return next((line for line in short if _NOT_FOUND.search(line)), None)


def asks_consent(text: str) -> bool:
    """Whether it is about cookies in every sentence, and speaks to its reader."""
    consent_share = len(_CONSENT.findall(text)) / max(count_words(text), 1)
    return consent_share >= MIN_CONSENT_SHARE and len(_ADDRESS.findall(text)) >= MIN_ADDRESSES


def asks_login(tree: HtmlElement, said: Statements, lines: list[str]) -> bool:
    """Whether nothing is left but the request to subscribe or log in, and its offers."""
    titles = (said.head.title, *said.head.headings)
    if any(_LOGIN_TITLE.search(title) for title in titles if title):
        return said.linked is None and tree.find('.//input[@type="password"]') is not None
    walls = [line for line in lines if _is_wall(line)]
    if not walls:
        return False
    return not is_text([line for line in lines if line not in walls and not _is_offer(line)])


def _is_wall(line: str) -> bool:
    return count_words(line) <= MAX_WALL_WORDS and bool(_WALL.search(line))


def _is_offer(line: str) -> bool:
    return len(_OFFER.findall(line)) >= MIN_OFFER_SHARE * count_words(line)
