"""Pages of a video or of pictures, with no more text than describes them."""

from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newsbot.extraction.body.isolation import MIN_WORDS, SURE_WORDS
from newsbot.extraction.metadata.reading import Statements
from newsbot.extraction.page.linked_objects import linked_objects, type_names
from newsbot.extraction.page.phrases import words
from newsbot.extraction.page.text import count_words, word_key

# A description has a sentence or two; a story with a video at its top is longer.
MAX_DESCRIPTION_WORDS = 100
# One sign may stand on an article's page too, which may also call itself an article.
MIN_SIGNS = 2
MIN_SIGNS_OF_ARTICLE = 3
MIN_PICTURES = 3
# So many captions are compared with the text; galleries have some dozens.
MAX_PICTURES = 200

_VIDEO_SEGMENTS = words("video_path")
_GALLERY_SEGMENTS = words("gallery_path")
_GALLERY_TYPES = ("ImageGallery", "MediaGallery")
_PLAYERS = ("player", "youtube", "vimeo", "dailymotion", "jwplatform", "brightcove", "/embed")


def is_video_page(url: str, tree: HtmlElement, said: Statements, words: int) -> bool:
    """Whether the page is a player and a description: two signs of four say so.

    It takes three where JSON-LD says that it is an article.
    """
    if words > MAX_DESCRIPTION_WORDS:
        return False
    signs = (
        bool(_VIDEO_SEGMENTS & _segments(url)),
        (said.head.first("og:type") or "").startswith("video"),
        any("videoobject" in type_names(found) for found in linked_objects(tree, "VideoObject")),
        _has_player(tree),
    )
    return sum(signs) >= (MIN_SIGNS if said.linked is None else MIN_SIGNS_OF_ARTICLE)


def is_gallery(url: str, tree: HtmlElement, said: Statements, lines: list[str], words: int) -> bool:
    """Whether the page calls itself a gallery, or no article, and has captions for its text."""
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
    return set(urlsplit(url).path.casefold().split("/"))


def _has_player(tree: HtmlElement) -> bool:
    if next(tree.iter("video", "amp-video", "video-js"), None) is not None:
        return True
    sources = (frame.get("src") or frame.get("data-src") or "" for frame in tree.iter("iframe"))
    return any(player in source for source in sources for player in _PLAYERS)
