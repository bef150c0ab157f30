"""The three invented outlets as data, and what each answers to a request; no sockets here.

`pages/KEY/` is the outlet `KEY` as a tree of files: `/` at an address's end reads `index.html`,
and `.html` may be left off. `NAME.corrected.html` takes the place of `NAME.html` once the outlet
has published its correction. In every file `{KEY}` stands for the outlet's address. `plain/` has
some of an outlet's articles once more, without telling markup: no class, no id, no semantic tag.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    """One invented publisher: a server of its own, a folder under `pages/`."""

    key: str
    name: str
    sources: tuple[tuple[str, str], ...]
    """Kind and path of each, e.g. ("feed", "/feed.xml")."""
    html_charset: str = "utf-8"
    """What pages are sent in; the files are UTF-8, as are feeds and sitemaps when sent."""
    moved: Mapping[str, str] = field(default_factory=dict)
    """Old path → the path that answers now."""


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
    """What goes back to the client."""

    status: HTTPStatus
    headers: Mapping[str, str]
    body: bytes = b""


def answer(
    outlet: Outlet, path: str, *, addresses: Mapping[str, str], is_corrected: bool
) -> Answer:
    """What `outlet` says to a request for `path`.

    `addresses` maps every outlet's key to its address, e.g. "http://127.0.0.1:8765".
    """
    if path in outlet.moved:
        location = addresses[outlet.key] + outlet.moved[path]
        return Answer(status=HTTPStatus.MOVED_PERMANENTLY, headers={"Location": location})
    file = _find_file(PAGES / outlet.key, path, is_corrected=is_corrected)
    if file is None:
        headers = {"Content-Type": "text/plain; charset=utf-8"}
        return Answer(status=HTTPStatus.NOT_FOUND, headers=headers, body=b"Not found\n")
    text = file.read_text(encoding="utf-8")
    for key, address in addresses.items():
        text = text.replace(f"{{{key}}}", address)
    charset = outlet.html_charset if file.suffix == ".html" else "utf-8"
    headers = {"Content-Type": f"{CONTENT_TYPES[file.suffix]}; charset={charset}"}
    return Answer(status=HTTPStatus.OK, headers=headers, body=text.encode(charset))


def _find_file(folder: Path, path: str, *, is_corrected: bool) -> Path | None:
    """The file behind `path`, looked up among the folder's own: no path leads out of it."""
    files = {"/" + file.relative_to(folder).as_posix(): file for file in folder.rglob("*.*")}
    name = path + "index.html" if path.endswith("/") else path
    file = files.get(name) or files.get(f"{name}.html")
    if file is None or ".corrected" in file.suffixes:
        return None
    corrected = PurePosixPath(file.relative_to(folder)).with_suffix(f".corrected{file.suffix}")
    return files.get(f"/{corrected}", file) if is_corrected else file
