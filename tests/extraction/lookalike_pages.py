"""Articles that share something with a page that is none."""

from tests.extraction.page_kinds import (
    ENGLISH,
    LONG,
    STORY,
    Kind,
    gallery,
    linked,
    meta,
    page,
    paragraphs,
    story,
    teasers,
    video,
)
from tests.languages.reading import table

BRIEF = (
    "A lorry lost its load of gravel on the coast road on Tuesday morning, and traffic was led"
    " through the village for three hours. Nobody was hurt, the police said. The road is open again"
    " since noon, and the driver, who had come from the quarry, has to pay for the cleaning."
)
NEWS = linked(**{"@type": "NewsArticle", "headline": "Bakery opens at five"})
SOME = paragraphs(*STORY, LONG)
RELATED = f"<aside><h2>Related</h2>{teasers()}</aside>"
ENTRIES = "".join(
    f'<div class="liveblog-entry"><h2><time>1{at}:05</time> {head}</h2><p>{text}</p></div>'
    for at, (head, text) in enumerate(ENGLISH)
)
QUESTIONS = "".join(
    f'<h3><a href="#q{at}">What of "{head}"?</a></h3><p>{text} {LONG}</p>'
    for at, (head, text) in enumerate(ENGLISH)
)
PRODUCTS = "".join(
    f'<h3><a href="https://shop{at}.example/oven">{head}</a></h3><p>{text} {LONG}</p>'
    for at, (head, text) in enumerate(ENGLISH)
)
STEPS = "".join(f"<li>{head} and stir. {text}</li>" for head, text in ENGLISH)

WALKS = "".join(
    f'<div class="walk"><h3><a href="/walks/{at}">{head}</a></h3><p>{text}</p></div>'
    for at, (head, text) in enumerate(ENGLISH)
)
# Each has fewer than 50 words. Some are in scripts without spaces between words.
FLASHES = table("words", "briefs")

LOOKALIKES = {
    "brief of fifty words": Kind(html=page(story(BRIEF))),
    "brief with a video on top": Kind(html=video(BRIEF, NEWS)),
    "brief under many teasers": Kind(html=page(story(BRIEF) + RELATED)),
    "brief with a captcha in its comment form": Kind(
        html=page(story(*STORY, LONG) + "<form><div class='g-recaptcha'></div></form>")
    ),
    "brief on how sites find robots": Kind(
        html=page(
            story(
                "More and more sites ask visitors to verify that they are human.",
                "The puzzles cost the world five hundred years a day, a study has found.",
                BRIEF,
                title="Are you human? Study counts the hours",
            )
        )
    ),
    "story with related cards between its paragraphs": Kind(
        html=page(story(STORY[0]) + RELATED + SOME), path="/politics"
    ),
    "story under a topic's URL": Kind(
        html=page(story(*STORY, LONG) + RELATED), path="/topics/food/bakery-opens-at-five"
    ),
    "story on a site that calls all pages a website": Kind(
        html=page(story(*STORY, LONG) + RELATED, head=meta("og:type", "website")), path="/bakery"
    ),
    "story that a search led to": Kind(html=page(story(*STORY, LONG)), path="/a/17?q=bakery"),
    "story with a list of its products": Kind(
        html=page(
            story(*STORY, LONG),
            head=linked(**{"@type": "ItemList"}) + linked(**{"@type": "VideoObject"}),
        )
    ),
    "live blog": Kind(html=page(f"<article><h1>Storm: all we know</h1>{ENTRIES}</article>")),
    "list of products in shops": Kind(
        html=page(f"<article><h1>The six best ovens</h1>{PRODUCTS}</article>"), path="/best/ovens"
    ),
    "questions that link to themselves": Kind(
        html=page(f"<article><h1>Questions about the ferry</h1>{QUESTIONS}</article>"), path="/faq"
    ),
    "recipe": Kind(html=page(f"<article><h1>Bread</h1><ol>{STEPS}</ol></article>"), path="/bread"),
    "guide with pictures": Kind(
        html=gallery(tuple(text for _, text in ENGLISH), intro=paragraphs(*STORY, LONG))
    ),
    "paid story with its beginning": Kind(
        html=page(story(*STORY, LONG, "Subscribe now to continue reading."))
    ),
    "advice on cookies to the reader": Kind(
        html=page(
            story(
                "You can delete cookies in the settings of your browser, under \u201cdata\u201d.",
                "If you want to keep those of your bank, make an exception before you do so.",
                "Sites then ask for your consent again, and you may refuse the trackers.",
                title="How to get rid of cookies",
            ),
            head=linked(**{"@type": "NewsArticle", "headline": "How to get rid of cookies"}),
        )
    ),
    "brief on who is already a member": Kind(
        html=page(
            story(
                "The valley is already a member of the league of harbours, which was founded in"
                " 1911 by nine towns. On Monday two further towns were admitted. Their mayors"
                " signed the papers at noon."
            )
        )
    ),
    "story about prices of subscriptions": Kind(
        html=page(
            story(
                "Two papers of the valley will cost more from July on, their publisher said.",
                "A digital subscription rises to 12 euros a month, a printed one to 40 euros.",
                "Readers who do not agree may cancel until the end of June, he added.",
            )
        )
    ),
    "story on a site with a form to log in": Kind(
        html=page(
            story(*STORY, title="Anmeldung für die Backkurse beginnt")
            + "<form><input type='password'></form>"
        )
    ),
    "story about pages that are missing": Kind(
        html=page(story(*STORY, "The town's archive could not find the page for a year."))
    ),
    "story on sheep with a player and a long text": Kind(
        html=video(" ".join((*STORY, LONG)), meta("og:type", "video.other")), path="/news/video-7"
    ),
    "story on a stock's page": Kind(
        html=page(story(*STORY), head=NEWS, body='class="archive"'), path="/category/food/bakery-5"
    ),
    "short steps with linked headings and a date": Kind(
        html=page(
            f"<h1>Six walks in spring</h1>{WALKS}",
            head=meta("article:published_time", "2024-04-02T16:05:00Z"),
        ),
        path="/walks/spring",
    ),
    **{
        f"flash: {language}": Kind(html=page(story(text)))
        for language, texts in FLASHES.items()
        for text in texts
    },
}
