"""The three invented publishers ("outlets") of the demo, and their answers to requests.

The module opens no sockets. `pages/KEY/` holds the files that the outlet `KEY` serves. For a path
that ends in "/" the file is `index.html`; ".html" may be left off. `NAME.corrected.html` replaces
`NAME.html` once the outlet has published its correction. In every file `{KEY}` stands for the URL
of the outlet `KEY`, and `{corrected-at}` for the moment of the correction. The folder `plain/` of
an outlet has some of its articles a second time, without markup that tells which part of a page is
the article's body: no class, no id, no semantic tag.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from pathlib import Path, PurePosixPath

PAGES = Path(__file__).with_name("pages")
CONTENT_TYPES = {
    ".html": "text/html",
    ".xml": "application/xml",
    ".txt": "text/plain",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """An invented publisher of news, which has a server of its own.

    Its files are in the folder `pages/KEY/`, where KEY is the outlet's `key`.
    """

    key: str
    name: str
    sources: tuple[tuple[str, str], ...]
    """The feeds, sitemaps and section pages of the outlet, each as a pair of its kind and the path
    of its URL, e.g. ("feed", "/feed.xml")."""
    html_charset: str = "utf-8"
    """The encoding in which the outlet sends HTML pages.

    Other responses, and all files on disk, are in UTF-8.
    """
    moved: Mapping[str, str] = field(default_factory=dict)
    """The outlet's redirects. Each old path is mapped to the path to which a request for it is
    redirected."""


OUTLETS = (
    Outlet(
        key="harbour-gazette",
        name="The Harbour Gazette",
        sources=(
            ("feed", "/feed.xml"),
            ("sitemap", "/sitemap-news.xml"),
            ("section", "/harbour/"),
        ),
        moved={"/": "/harbour/"},
    ),
    Outlet(
        key="vellan-post",
        name="The Vellan Post",
        sources=(
            ("feed", "/atom.xml"),
            ("sitemap", "/sitemap-news.xml"),
            ("section", "/latest/"),
        ),
        moved={
            "/": "/latest/",
            "/culture/museum-to-return-carved-door-104228": (
                "/culture/museum-returns-carved-door-to-saltren-104230"
            ),
        },
    ),
    Outlet(
        key="thessel-courier",
        name="The Thessel Courier",
        sources=(("sitemap", "/sitemap-news.xml"), ("section", "/news/")),
        html_charset="windows-1252",
        moved={"/": "/news/"},
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The HTTP response of an outlet (one of the demo's invented publishers) to a request."""

    status: HTTPStatus
    headers: Mapping[str, str]
    body: bytes = b""


def answer(
    outlet: Outlet, path: str, *, base_urls: Mapping[str, str], corrected_at: datetime | None
) -> Answer:
    """The answer of `outlet` to a request for `path`.

    Args:
        outlet: the outlet that is asked.
        path: the path of the URL, e.g. "/feed.xml".
        base_urls: a mapping from the key of every outlet to its URL, e.g. "http://127.0.0.1:8765".
        corrected_at: the moment when the outlet published its correction; None before that.
    """
    if path in outlet.moved:
        location = base_urls[outlet.key] + outlet.moved[path]
        return Answer(status=HTTPStatus.MOVED_PERMANENTLY, headers={"Location": location})
    file = _find_file(PAGES / outlet.key, path, is_corrected=corrected_at is not None)
    if file is None:
        headers = {"Content-Type": "text/plain; charset=utf-8"}
        return Answer(status=HTTPStatus.NOT_FOUND, headers=headers, body=b"Not found\n")
    text = file.read_text(encoding="utf-8")
    for key, url in base_urls.items():
        text = text.replace(f"{{{key}}}", url)
    if corrected_at is not None:
        # The correction's date must be later than the first crawl, or else the second crawl would
        # take the story for unchanged. So the date is not fixed in the file.
        text = text.replace("{corrected-at}", corrected_at.isoformat())
    charset = outlet.html_charset if file.suffix == ".html" else "utf-8"
    headers = {"Content-Type": f"{CONTENT_TYPES[file.suffix]}; charset={charset}"}
    return Answer(status=HTTPStatus.OK, headers=headers, body=text.encode(charset))


def _find_file(folder: Path, path: str, *, is_corrected: bool) -> Path | None:
    """The file in `folder` that is served at `path`; None if there is none.

    With `is_corrected`, a file NAME.corrected.html is served in place of NAME.html.
    """
    files = {"/" + file.relative_to(folder).as_posix(): file for file in folder.rglob("*.*")}
    name = path + "index.html" if path.endswith("/") else path
    file = files.get(name) or files.get(f"{name}.html")
    if file is None or ".corrected" in file.suffixes:
        return None
    corrected = PurePosixPath(file.relative_to(folder)).with_suffix(f".corrected{file.suffix}")
    return files.get(f"/{corrected}", file) if is_corrected else file
