"""Which pages are live blogs, and the lines that their entries become."""

import time

import pytest

from newsbot.extraction.article import extract_article
from newsbot.extraction.live.live_blog import MAX_ENTRIES, live_entries
from newsbot.extraction.page.tree.parse import parse_page
from newsbot.items import Article, NotAnArticle
from tests.extraction.making import fetched
from tests.extraction.page_kinds import ENGLISH, LONG, linked, page, story, teasers

CLOCKS = ("14:05", "13:50", "13:20", "12:58", "12:30", "11:47")
TEXTS = [text for _, text in ENGLISH]
HEADLINES = list(zip(CLOCKS, TEXTS, strict=True))
INTRODUCTION = "<h1>Storm over the bay</h1><p>What we know, hour by hour.</p>"


def lines(html: bytes) -> list[str] | None:
    tree = parse_page(fetched(html))
    assert not isinstance(tree, NotAnArticle)
    return live_entries(tree)


def entries(form: str, name: str = "", count: int = 6) -> str:
    """A list in which each entry is `form` with its clock, headline and text."""
    made = (
        form.format(at=at, clock=clock, head=head, text=text)
        for at, (clock, (head, text)) in enumerate(zip(CLOCKS, ENGLISH, strict=True))
    )
    return f'{INTRODUCTION}<div class="{name}">{"".join(list(made)[:count])}</div>'


def expected(head: str = "{clock} {head}", text: str = "{text}", count: int = 6) -> list[str]:
    """The lines of all entries."""
    return [
        line.format(clock=clock, head=title, text=written)
        for clock, (title, written) in list(zip(CLOCKS, ENGLISH, strict=True))[:count]
        for line in (head, text)
    ]


ENTRY = "<div class='entry e{at}'><time>{clock}</time><h2>{head}</h2><p>{text} {text}</p></div>"
TWICE = "{text} {text}"
UPDATES = [
    {
        "@type": "BlogPosting",
        "headline": head,
        "articleBody": f"<p>{text}</p><p>{LONG}</p>",
        "datePublished": f"2024-06-05T{clock}:00+02:00",
    }
    for clock, (head, text) in zip(CLOCKS, ENGLISH, strict=True)
]
POSTING = linked(**{"@type": "LiveBlogPosting", "liveBlogUpdate": UPDATES})


def test_each_entry_is_a_line_of_time_and_headline_and_its_paragraphs() -> None:
    assert lines(page(entries(ENTRY, "live-blog"))) == expected(text=TWICE)


FORMS = {
    "time in heading": """
        <article id='block-{at}'><header><h2><a href='#b'><time>{clock}</time></a> {head}</h2>
        </header><div><p>{text} {text}</p></div><ul class='share'><li>Share</li></ul></article>""",
    "span for time": """
        <li class='a{at}'><div class='w'><span class='t'>{clock}</span><div><h3>{head}</h3>
        <div>{text} {text}</div><button>Copy the link to this entry of ours</button></div></div>
        </li>""",
    "author and picture": """
        <section><p class='byline'>Ann Carter, at the harbour</p><time>{clock}</time>
        <h4>{head}</h4><p>{text} <b>{text}</b></p>
        <figure><figcaption>A boat in the bay</figcaption></figure></section>""",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_markup_differs_and_the_lines_do_not(form: str) -> None:
    assert lines(page(entries(form, "c-liveticker__list"))) == expected(text=TWICE)


def test_a_declared_live_blog_needs_no_telling_names() -> None:
    form = (
        "<div class='x'><div><span>{clock}</span></div><div><p>{text} {text} {text}</p></div></div>"
    )
    head = linked(**{"@type": ["LiveBlogPosting"], "headline": "Storm"})
    assert lines(page(entries(form), head=head)) == expected("{clock}", "{text} {text} {text}")
    assert lines(page(entries(form))) is None


def test_microdata_names_entries_too() -> None:
    form = ENTRY.replace("<div class", "<div itemprop='liveBlogUpdate' class")
    assert lines(page(entries(form))) == expected(text=TWICE)


def test_entries_of_several_days_and_a_pinned_one_stay_in_the_pages_order() -> None:
    pinned = "<div class='entry'><h2>Key points</h2><p>Two boats are still out.</p></div>"
    day = "<div class='day'><h2>{}</h2>{}</div>"
    one, two = (entries(ENTRY).removeprefix(INTRODUCTION) for _ in range(2))
    html = page(f"<div class='liveblog'>{pinned}{day.format('5 June', one)}{two}</div>")
    assert lines(html) == expected(text=TWICE) * 2
    together = entries(f"{{text}}{ENTRY}", "liveblog").replace(TEXTS[0], pinned, 1)
    assert (lines(page(together)) or [])[:2] == ["Key points", "Two boats are still out."]


def test_an_ago_is_replaced_by_the_time_that_it_is_made_of() -> None:
    form = ENTRY.replace(
        "<time>{clock}", "<time datetime='2024-06-05T{clock}:00{{zone}}'>3 min ago"
    )
    local = page(entries(form.replace("{{zone}}", "+02:00"), "liveblog"))
    assert (lines(local) or [])[0] == f"14:05 {ENGLISH[0][0]}"
    day = page(entries(form.replace("T{clock}:00{{zone}}", ""), "liveblog"))
    assert (lines(day) or [])[0] == f"3 min ago {ENGLISH[0][0]}"
    universal = page(entries(form.replace("{{zone}}", "Z"), "liveblog"))
    assert (lines(universal) or [])[0] == f"14:05 UTC {ENGLISH[0][0]}"


def test_lists_and_quotes_of_an_entry_are_lines_of_their_own() -> None:
    form = ENTRY.replace(
        "</div>", "<ul><li>One boat</li></ul><blockquote>We wait.</blockquote></div>"
    )
    found = lines(page(entries(form, "liveblog")))
    assert (found or [])[:4] == [*expected(text=TWICE)[:2], "- One boat", "We wait."]


def test_json_ld_gives_the_entries_that_the_markup_lacks() -> None:
    found = lines(page(INTRODUCTION, head=POSTING))
    assert (found or [])[:3] == [f"14:05 {ENGLISH[0][0]}", TEXTS[0], LONG]
    assert len(found or []) == 3 * len(UPDATES)


def test_the_markups_entries_go_before_json_ld() -> None:
    assert lines(page(entries(ENTRY), head=POSTING)) == expected(text=TWICE)


def test_entries_that_follow_each_other_without_containers_are_left_to_the_body() -> None:
    flat = "<h3>{clock} {head}</h3><p>{text}</p>" + f"<p>{LONG}</p>"
    assert lines(page(entries(flat, "liveblog"), head=POSTING)) is None


@pytest.mark.parametrize(
    "markup",
    [
        story(TEXTS[0], LONG)
        + "<div class='news-ticker'>"
        + "".join(f"<p><time>{c}</time> <a href='/{c}'>{t}</a></p>" for c, t in HEADLINES)
        + "</div>",
        story(LONG, LONG) + f"<aside>{entries(ENTRY, 'liveblog', 3)}</aside>",
        story(LONG, LONG, LONG) + entries(ENTRY, "timeline"),
        story(LONG) + f"<div class='timeline'>{entries(ENTRY, 'comment-list')}</div>",
        entries(ENTRY, "updates").replace("12:58", "18:00").replace("13:50", "09:00"),
        entries(ENTRY, "updates", 4),
        entries(ENTRY.replace("{clock}", "199{at}"), "timeline"),
        f"<div class='updates'>{teasers()}</div>",
        f"<div class='liveblog'><time>10:05</time> {LONG}" * 9,
        "<a class='liveblog-anchor'>To the live blog</a>" + story(*TEXTS),
    ],
    ids=[
        "headlines with times",
        "a margin",
        "a chronology in a story",
        "comments",
        "times that go back and forth",
        "few entries",
        "years",
        "teasers",
        "answers in answers",
        "a link to one",
    ],
)
def test_no_live_blog_is(markup: str) -> None:
    assert lines(page(markup)) is None


@pytest.mark.parametrize("body", ["", "[]", '{"@type": "LiveBlogPosting", "liveBlogUpdate": 3}'])
def test_json_ld_without_entries_makes_none(body: str) -> None:
    head = f'<script type="application/ld+json">{body}</script>'
    assert lines(page(story(*TEXTS), head=head)) is None


@pytest.mark.parametrize(
    ("form", "head"),
    [(ENTRY, ""), (FORMS["span for time"], ""), ("", POSTING)],
    ids=["times", "spans", "json-ld"],
)
def test_what_stands_before_the_first_entry_stays_there(form: str, head: str) -> None:
    introduction = f"It began at six. {LONG}"
    told = f"<h1>Storm over the bay</h1><p>{introduction}</p>"
    html = page(entries(form, "liveblog").replace(INTRODUCTION, told), head=head)
    found = extract_article(fetched(html))
    assert isinstance(found, Article)
    assert found.body.split("\n") == [introduction, *(lines(html) or [])]


def test_the_number_of_entries_is_bounded_and_cost_grows_with_the_page() -> None:
    many = entries(ENTRY, "liveblog") * MAX_ENTRIES
    started = time.process_time()
    found = lines(page(many))
    assert len(found or []) == 2 * MAX_ENTRIES
    assert time.process_time() - started < 5
