"""Flags responses of which only a part arrived.

The bodies of the responses are examined as they arrived, i.e. still compressed.
"""

from scrapy.http import Response

from newsbot.wholeness import CUT_OFF, Ending, covers_all, is_whole

PARTIAL_CONTENT = 206
# A flag that Scrapy sets on a response → how the transfer of the response ended. "dataloss" means
# that the connection was closed too early. "partial" means that the server did not state the length
# of the body. Then the body ends where the server closes the connection, so it is not known whether
# the whole body arrived.
ENDINGS: dict[str, Ending] = {"dataloss": "cut", "partial": "open"}


def flag_if_cut_off(response: Response) -> Response:
    """The given response, with the flag CUT_OFF added if the body is incomplete."""
    endings = [ENDINGS[flag] for flag in response.flags if flag in ENDINGS]
    encoding = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
    whole = is_whole(response.body, encoding, endings[0] if endings else "complete")
    if response.status == PARTIAL_CONTENT:
        # newsbot never asks for a range of bytes. But some caches have stored only a range of the
        # page, and answer with it.
        stated = response.headers.get("Content-Range") or b""
        whole = whole and covers_all(stated.decode("latin-1"))
    if not whole:
        response.flags.append(CUT_OFF)
    return response
