"""Makes requests conditional: the server sends a page only if it has changed since the last time.

A conditional request has the header If-None-Match or If-Modified-Since, or both.
"""

from scrapy import Request

from newsbot.items import PageValidators, Validators

NOT_MODIFIED = 304
CONDITIONS = ("If-None-Match", "If-Modified-Since")


def make_conditional(request: Request, validators: PageValidators | Validators) -> None:
    """Adds the headers If-None-Match and If-Modified-Since (RFC 9110, 13.1) to a request.

    If the page or source has not changed, the server answers 304 (Not Modified). The callback of
    the request is then called with this answer. `validators` are put into `request.meta`, where the
    callback finds them.

    Args:
        request: a request for a page or source that was read before.
        validators: the ETag and Last-Modified that the server sent with the page or source then.
    """
    values = (validators.etag, validators.last_modified)
    headers = dict(zip(CONDITIONS, values, strict=True))
    sent = {name: value.encode("latin-1") for name, value in headers.items() if value is not None}
    request.headers.update(sent)
    request.meta["validators"] = validators
    if sent:
        request.meta["handle_httpstatus_list"] = [NOT_MODIFIED]


def forget_date(request: Request) -> None:
    """Removes the header If-Modified-Since from a request.

    If the request has no If-None-Match either, the server always sends the page. The callback can
    still find out whether the page has changed: `request.meta["validators"]` is kept, and has a
    hash of the content that the server sent before.
    """
    request.headers.pop("If-Modified-Since", None)
    if "If-None-Match" not in request.headers:
        request.meta.pop("handle_httpstatus_list", None)
