"""Flags responses of which only a part arrived.

The bodies are examined before they are decompressed.
"""

from scrapy.http import Response

from newsbot.wholeness import CUT_OFF, Ending, covers_all, is_whole

PARTIAL_CONTENT = 206
# Flag that Scrapy sets on a response → how the transfer ended. "dataloss" means that the connection
# was closed too early. "partial" means that the server stated no length, so that only the closing
# of the connection marked the end.
ENDINGS: dict[str, Ending] = {"dataloss": "cut", "partial": "open"}


def flag_if_cut_off(response: Response) -> Response:
    """The given response, with the flag CUT_OFF added if the body is incomplete."""
    endings = [ENDINGS[flag] for flag in response.flags if flag in ENDINGS]
    encoding = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
    whole = is_whole(response.body, encoding, endings[0] if endings else "complete")
    if response.status == PARTIAL_CONTENT:
        # newsbot never asks for a range of bytes, but some caches answer with the range that they
        # have stored.
        stated = response.headers.get("Content-Range") or b""
        whole = whole and covers_all(stated.decode("latin-1"))
    if not whole:
        response.flags.append(CUT_OFF)
    return response
