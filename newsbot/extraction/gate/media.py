"""Recognises pages that show a video or pictures, with no more text than descriptions of them."""

from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from newsbot.extraction.body.isolation import MIN_WORDS, SURE_WORDS
from newsbot.extraction.metadata.reading import Statements
from newsbot.extraction.page.linked.linked_objects import linked_objects, type_names
from newsbot.extraction.page.phrases import words
from newsbot.extraction.page.text import count_words, word_key

# A page with more words than this is not taken for a page that holds just a video and its
# description.
MAX_DESCRIPTION_WORDS = 100
# A page is taken for a video page if it shows at least this many of four signs (see
# `is_video_page`). A page whose JSON-LD says that it is an article needs MIN_SIGNS_OF_ARTICLE signs
# instead.
MIN_SIGNS = 2
MIN_SIGNS_OF_ARTICLE = 3
MIN_PICTURES = 3
# To tell whether a page is a gallery, the captions of its pictures are compared with its text. Only
# the first captions are compared, at most this many.
MAX_PICTURES = 200

_VIDEO_SEGMENTS = words("video_path")
_GALLERY_SEGMENTS = words("gallery_path")
_GALLERY_TYPES = ("ImageGallery", "MediaGallery")
_PLAYERS = ("player", "youtube", "vimeo", "dailymotion", "jwplatform", "brightcove", "/embed")


def is_video_page(url: str, tree: HtmlElement, said: Statements, words: int) -> bool:
    """Whether a page holds only a video player and a description.

    Two of four signs are needed (the URL, og:type, JSON-LD and a player in the markup), or three
    if JSON-LD says that the page is an article. `words` is the number of words of the body.
    """
    if words > MAX_DESCRIPTION_WORDS:
        return False
    sources = [frame.get("src") or frame.get("data-src") or "" for frame in tree.iter("iframe")]
    signs = (
        bool(_VIDEO_SEGMENTS & _segments(url)),
        (said.head.first("og:type") or "").startswith("video"),
        any("videoobject" in type_names(found) for found in linked_objects(tree, "VideoObject")),
        next(tree.iter("video", "amp-video", "video-js"), None) is not None
        or any(player in source for source in sources for player in _PLAYERS),
    )
    return sum(signs) >= (MIN_SIGNS if said.linked is None else MIN_SIGNS_OF_ARTICLE)


def is_gallery(url: str, tree: HtmlElement, said: Statements, lines: list[str], words: int) -> bool:
    """Whether a page is a gallery of pictures: its text is little more than their captions.

    Some pages say in their URL or JSON-LD that they are galleries. Such a page may have more text
    besides the captions than other galleries. For any other page, the result is False if its
    JSON-LD says that it is an article.

    Args:
        url: the URL of the page.
        tree: the parsed page.
        said: what the page states about itself, e.g. that it is an article.
        lines: the lines of the page's body.
        words: the number of words in `lines`.
    """
    is_announced = bool(_GALLERY_SEGMENTS & _segments(url)) or any(
        type_names(found) & {name.casefold() for name in _GALLERY_TYPES}
        for found in linked_objects(tree, *_GALLERY_TYPES)
    )
    if said.linked is not None and not is_announced:
        return False
    captions = [each.text_content() for each in tree.iter("figcaption")][:MAX_PICTURES]
    if len(captions) < MIN_PICTURES:
        return False
    text = word_key("".join(lines))
    captioned = (count_words(caption) for caption in captions if word_key(caption) in text)
    return words - sum(captioned) < (SURE_WORDS if is_announced else MIN_WORDS)


def _segments(url: str) -> set[str]:
    """The segments of a URL's path, in lower case."""
    return set(unquote(urlsplit(url).path).casefold().split("/"))
