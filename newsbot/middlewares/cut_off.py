"""Flags responses of which only a part came, before anything decodes them."""

from scrapy.http import Response

from newsbot.wholeness import CUT_OFF, Ending, is_whole

# As Scrapy's handler names them: a connection that closed too early, and one that only its closing
# ended.
ENDINGS: dict[str, Ending] = {"dataloss": "cut", "partial": "open"}


def mark_if_cut_off(response: Response) -> Response:
    """The response with CUT_OFF among its flags if it is not whole, and without Scrapy's guess."""
    endings = [ENDINGS[flag] for flag in response.flags if flag in ENDINGS]
    encoding = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
    whole = is_whole(response.body, encoding, endings[0] if endings else "complete")
    kept = [flag for flag in response.flags if flag not in ENDINGS]
    response.flags = kept if whole else [*kept, CUT_OFF]
    return response
