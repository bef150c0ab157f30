"""Pages that no reader would call an article, each with the reason to be given."""

from tests.extraction.page_kinds import (
    ENGLISH,
    FRENCH,
    GERMAN,
    LONG,
    STORY,
    Kind,
    gallery,
    linked,
    meta,
    page,
    paragraphs,
    section,
    story,
    teasers,
    video,
)

BIOGRAPHY = (
    "Ann Carter has written about the coast for twenty years. She studied geography, worked on a"
    " trawler for two winters and now lives in a former lighthouse with her dogs. Her book about"
    " the harbour pilots won a prize, and she teaches at the summer school of the university."
)
DESCRIPTION = (
    "Firefighters used ropes and a crane to lift nine sheep out of the quarry on Monday evening."
    " All of the animals are well, their owner told our reporter at the scene after the rescue."
)
OFFERS = (
    "Subscribe now to continue reading.",
    "Digital: 4 weeks for $1, then $12 a month. Cancel any time.",
    "Digital and print: $25 a month, billed monthly, with the e-paper and all newsletters.",
    "Already a subscriber? Log in here to get access to your account.",
)
ABO = (
    "Jetzt weiterlesen mit dem Digital-Abo.",
    "Monatlich kündbar: im ersten Monat für 1 €, danach 9,99 € im Monat.",
    "Sie haben bereits ein Abo? Hier anmelden und alle Artikel lesen, auch in der App.",
    "Oder registrieren Sie sich und lesen Sie im Monat drei Artikel ohne Abo.",
)
CAPTIONS = tuple(f"{text} Photo number {at} of our series." for at, (_, text) in enumerate(ENGLISH))
MIXED = teasers(ENGLISH[:3], more=f" {LONG}") + teasers(ENGLISH[3:], tag="h3")

LISTS = {
    "section with short and long teasers": Kind(
        html=section("Politics", MIXED), path="/world/politics"
    ),
    "blog with whole first paragraphs": Kind(
        html=section("From the newsroom", teasers(more=f" {LONG}")), path="/newsroom/"
    ),
    "rubric in French": Kind(
        html=section("Région", teasers(FRENCH)), path="/rubrique/region.html"
    ),
    "topic in German": Kind(
        html=section("Häfen", teasers(GERMAN, more=f" {LONG}")), path="/themen/haefen-und-kanaele"
    ),
    "tag with a long description": Kind(
        html=section("Ferries", f"<p>{LONG}</p><ul></ul>", body='class="archive tag tag-12"'),
        path="/tag/ferries",
    ),
    "author with a biography": Kind(
        html=section(
            "Ann Carter",
            paragraphs(BIOGRAPHY),
            head=linked(**{"@type": "ProfilePage", "mainEntity": {"@type": "Person"}}),
        ),
        path="/author/ann-carter",
    ),
    "collection in a graph": Kind(
        html=section(
            "Economy",
            teasers(more=f" {LONG}"),
            head=linked(**{"@graph": [{"@type": ["WebPage", "CollectionPage"]}]}),
        ),
        path="/all-of-our-stories-about-the-economy",
    ),
    "first teaser has article data": Kind(
        html=section(
            "Culture",
            teasers(more=f" {LONG}"),
            head=linked(**{"@type": "NewsArticle", "headline": ENGLISH[0][0]}),
        ),
        path="/culture",
    ),
    "page two of an archive": Kind(
        html=section("March 2024", MIXED, body='class="archive date paged"'), path="/2024/03/page/2"
    ),
    "microdata of a collection": Kind(
        html=section("Sport", MIXED, body='itemtype="https://schema.org/CollectionPage"'),
        path="/sport-nachrichten-und-ergebnisse-vom-tage",
    ),
    "cards wrapped by their link": Kind(
        html=section(
            "Local",
            "".join(f'<a href="/a/{at}"><h3>{head}</h3><p>{text} {LONG}</p></a>'
                    for at, (head, text) in enumerate(ENGLISH)),
        ),
        path="/local",
    ),
    "cards with picture, author and button": Kind(
        html=section(
            "Coast",
            "".join(
                f'<section><a href="/a/{at}"><img src="/{at}.jpg"></a><h3><a href="/a/{at}">{head}'
                f'</a></h3><p class="by"><a href="/by/ann">By Ann Carter Smith</a></p>'
                f"<p>{text} {LONG}</p>"
                f'<a href="/a/{at}">Continue reading this story</a></section>'
                for at, (head, text) in enumerate(ENGLISH)
            ),
        ),
        path="/coast",
    ),
    "search results by query": Kind(
        html=section("Search results for ferry", f"<p>{LONG}</p>{teasers()}"), path="/?s=ferry"
    ),
    "search results in German": Kind(
        html=section("Suchergebnisse für Fähre", paragraphs(LONG, *(t for _, t in GERMAN))),
        path="/suche?q=fähre",
    ),
    "search page type": Kind(
        html=section(
            "Résultats de recherche",
            paragraphs(LONG),
            head=linked(**{"@type": "SearchResultsPage"}),
        ),
        path="/r",
    ),
}  # fmt: skip
CHALLENGES = {
    "interstitial with a script": Kind(
        html=b"<html><head><title>Just a moment...</title></head><body><div id='challenge-stage'>"
        b"</div><noscript>Enable JavaScript and cookies to continue</noscript>"
        b"<script>window._cf_chl_opt={cvId:'3'};</script></body></html>"
    ),
    "interstitial in German": Kind(
        html="<html><head><title>Einen Moment bitte...</title></head><body><h1>paper.example</h1>"
        "<p>Bestätigen Sie, dass Sie ein Mensch sind. Dies kann einige Sekunden dauern.</p>"
        "<p>paper.example muss die Sicherheit Ihrer Verbindung prüfen, bevor Sie weiterlesen"
        " können.</p><script src='/cdn-cgi/orchestrate/chl_page'></script></body></html>".encode()
    ),
    "denied with a reference": Kind(
        html=b"<html><head><title>Access Denied</title></head><body><h1>Access Denied</h1>"
        b"<p>You don't have permission to access \"http://paper.example/news/1\" on this server."
        b"</p><p>Reference #18.2d3b1602.1718452800.4c1f9a2</p></body></html>"
    ),
    "press and hold": Kind(
        html=b"<html><head><title>Access to this page has been denied</title></head><body><h1>"
        b"Press & Hold to confirm you are a human (and not a bot).</h1>"
        b"<div id='px-captcha'></div></body></html>"
    ),
    "captcha in a frame": Kind(
        html=b"<html><head><title>paper.example</title></head><body><p id='cmsg'>Please enable JS "
        b"and disable any ad blocker</p><script>var dd={'rt':'c'}</script>"
        b"<script src='https://ct.captcha-delivery.com/c.js'></script></body></html>"
    ),
    "blocked, with explanations": Kind(
        html=page(
            "<h1>Sorry, you have been blocked</h1><h2>Why have I been blocked?</h2>"
            + paragraphs("This website is using a security service to protect itself from attacks."
            " The action you just performed triggered it. You can email the site owner to let them"
            " know you were blocked, with what you were doing when this page came up."),
            title="Attention Required! | Cloudflare",
        )
    ),
    "robot check in French": Kind(
        html=page(
            "<h1>Êtes-vous un robot ?</h1>" + paragraphs("Nous avons détecté une activité"
            " inhabituelle depuis votre réseau. Cochez la case pour continuer sur le site.")
            + "<form id='captcha-form'></form>",
            title="Vérification",
        )
    ),
    "proof of work": Kind(
        html=page("<h1>Making sure you're not a bot!</h1><p>Loading...</p>", title="One moment")
    ),
    "form with a captcha alone": Kind(
        html=b"<html><head><title>paper.example</title></head><body><form><div class='g-recaptcha'>"
        b"</div><p>To continue, tick the box above. Our systems have seen unusual traffic from your"
        b" network, so we ask you to do this once. It takes a few seconds.</p></form></body></html>"
    ),
}  # fmt: skip
WALLS = {
    "offers": Kind(html=page(story(*OFFERS))),
    "offers after a first sentence": Kind(html=page(story(STORY[0], *OFFERS))),
    "offers in German": Kind(html=page(story(*ABO, title="Bäckerei öffnet um fünf"))),
    "log-in form": Kind(
        html=page(
            f"<h1>Log in to your account</h1><p>{' '.join(OFFERS)}</p>"
            "<form><input type='email'><input type='password'></form>",
            title="Log in",
        )
    ),
}
VIDEOS = {
    "declared to networks": Kind(
        html=video(DESCRIPTION, meta("og:type", "video.other")), path="/news/sheep-123"
    ),
    "video object": Kind(
        html=video(DESCRIPTION, linked(**{"@type": "VideoObject", "name": "Sheep"}), player=""),
        path="/video/sheep-123",
    ),
    "embedded player": Kind(
        html=video(DESCRIPTION, player="<iframe src='https://host.example/embed/1'></iframe>"),
        path="/videos/sheep-123",
    ),
    "three signs against an article's data": Kind(
        html=video(
            DESCRIPTION,
            meta("og:type", "video.other")
            + linked(**{"@type": "NewsArticle", "headline": "Nine sheep are rescued"}),
        ),
        path="/av/sheep-123",
    ),
}
GALLERIES = {
    "captions alone": Kind(html=gallery(CAPTIONS)),
    "gallery that calls itself an article": Kind(
        html=gallery(CAPTIONS, linked(**{"@type": "NewsArticle", "headline": "The week"})),
        path="/fotostrecke/the-week-1",
    ),
    "gallery type with a line of text": Kind(
        html=gallery(
            CAPTIONS, linked(**{"@type": "ImageGallery"}), "<p>The best of six days.</p>"
        )
    ),
}  # fmt: skip
CONSENT = (
    "We and our partners use cookies to personalise content and advertising on your device.",
    (
        "When you click \u201cAccept\u201d you give your consent to the processing of your data."
        " You can withdraw it at any time in the cookie settings."
    ),
)
OTHERS = {
    "consent over an article's data": (
        "cookie_wall",
        Kind(
            html=page(
                story(*CONSENT),
                head=linked(**{"@type": "NewsArticle", "headline": "Bakery opens at five"}),
            )
        ),
    ),
    "bare page about JavaScript and a captcha, in no language of the table": (
        "bot_challenge",
        Kind(
            html=page(
                "<h1>paper.example</h1>"
                + paragraphs("Lutfi ganti JavaScript da molu captcha fe pala seni, bene fora tis.")
            )
        ),
    ),
    "gone, in Spanish": (
        "soft_404",
        Kind(html=page(f"<h1>Página no encontrada</h1>{paragraphs(*STORY)}")),
    ),
    "one line": ("too_short", Kind(html=page(story("The bakery opens at five from May on.")))),
}

REASONS = {
    "index_page": LISTS,
    "bot_challenge": CHALLENGES,
    "login_wall": WALLS,
    "video_page": VIDEOS,
    "gallery": GALLERIES,
}
REFUSED = [
    (reason, name, kind) for reason, kinds in REASONS.items() for name, kind in kinds.items()
] + [(reason, name, kind) for name, (reason, kind) in OTHERS.items()]
