"""Pages that do not show the text of their article, or show a part of it."""

import json
from html import escape

from newsbot.extraction.article import extract_article
from newsbot.items import Article, NotAnArticle
from tests.extraction.making import fetched

TITLE = "Ropeway over the Tarn gorge opens after nine years"
URL = "https://paper.example/2024/06/ropeway-over-the-tarn-gorge"
STORY = (
    (
        "The ropeway over the Tarn gorge carried its first passengers on Saturday, nine years"
        " after a storm had torn one of its two cables from the eastern pylon."
    ),
    (
        "About three hundred people queued at the lower station before sunrise, some of them"
        " with folding chairs, and the first cabin left at nine o'clock with a brass band on"
        " board."
    ),
    (
        "\u201cI was at school when it closed,\u201d said Wendeline Arkwright, a carpenter"
        " from Upper Sedge. \u201cMy daughter is at school now.\u201d"
    ),
    (
        "The repairs cost 41 million crowns, almost three times the first estimate, because"
        " the rock under the eastern pylon turned out to be hollow and had to be filled with"
        " concrete."
    ),
    (
        "Four cabins run every twelve minutes until the end of October; a return ticket costs"
        " nine crowns, and bicycles travel free of charge on weekdays."
    ),
)
OTHER_TITLE = "Town band elects a conductor of nineteen"
OTHER = (
    (
        "The town band of Ellerby has elected a conductor who is nineteen years old and who"
        " learned to play the tuba from recordings that her grandfather left her in a shoe"
        " box."
    ),
    (
        "She beat three professionals by a single vote, and her first concert is to be held"
        " on the ice of the harbour in February, provided that the ice is thick enough for"
        " sixty people."
    ),
    (
        "The previous conductor, who had led the band for forty years, said that he had voted"
        " for her and that he would from now on play the triangle in the second row."
    ),
)
TEASER_OF_OTHER = {"title": OTHER_TITLE, "url": "/a/1", "body": "\n\n".join(OTHER * 3)}
EMPTY = '<div class="story-body"><div class="spinner"></div></div>'
RELATED = (
    f'<aside class="related"><h2>Related</h2><a href="/a/1"><h3>{OTHER_TITLE}</h3></a></aside>'
)


def paragraphs(lines: tuple[str, ...] = STORY) -> str:
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)


def shown(inner: str = EMPTY, head: str = "", end: str = "") -> bytes:
    """A page that shows `inner` as its article, with `end` at the end of the page."""
    return (
        f'<html lang="en"><head><title>{TITLE} | The Sedge Herald</title>'
        f'<meta property="og:type" content="article">{head}</head><body>'
        '<header class="site-header"><a href="/">The Sedge Herald</a></header>'
        f'<main><article class="story"><h1>{TITLE}</h1>{inner}</article>{RELATED}</main>'
        f'<footer class="site-footer"><a href="/about">About us</a></footer>{end}</body></html>'
    ).encode()


def with_script(script: str, attributes: str = "") -> bytes:
    """A page that shows nothing, and has a script."""
    return shown(end=f"<script{attributes}>{script}</script>")


def with_state(**state: object) -> bytes:
    """A page of Next.js that shows nothing; `state` is what it keeps for its scripts."""
    data = json.dumps({"props": {"pageProps": state}})
    return with_script(data, ' id="__NEXT_DATA__" type="application/json"')


def found(page: bytes) -> Article:
    answer = extract_article(fetched(page, url=URL))
    assert isinstance(answer, Article), answer
    return answer


def lines_of(page: bytes) -> list[str]:
    """The lines of the body that is found on a page."""
    return found(page).body.split("\n")


def refused(page: bytes) -> str:
    """The reason why a page is refused."""
    answer = extract_article(fetched(page, url=URL))
    assert isinstance(answer, NotAnArticle), answer.body
    return answer.reason
