"""Flags responses of which only a part arrived, before their compression is undone."""

from scrapy.http import Response

from newsbot.wholeness import CUT_OFF, Ending, covers_all, is_whole

PARTIAL_CONTENT = 206
# What Scrapy's flags of a response mean: "dataloss" is for a connection that closed too early,
# "partial" for a response without a stated length, which ended when the connection was closed.
ENDINGS: dict[str, Ending] = {"dataloss": "cut", "partial": "open"}


def flag_if_cut_off(response: Response) -> Response:
    """The response, with CUT_OFF among its flags if it is incomplete."""
    endings = [ENDINGS[flag] for flag in response.flags if flag in ENDINGS]
    encoding = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
    whole = is_whole(response.body, encoding, endings[0] if endings else "complete")
    if response.status == PARTIAL_CONTENT:
        # newsbot asks for no range, but some caches answer with the one that they hold.
        stated = response.headers.get("Content-Range") or b""
        whole = whole and covers_all(stated.decode("latin-1"))
    if not whole:
        response.flags.append(CUT_OFF)
    return response
