"""Makes requests conditional: the server sends a known page again only if it has changed."""

from scrapy import Request

from newsbot.items import PageValidators, Validators

NOT_MODIFIED = 304
CONDITIONS = ("If-None-Match", "If-Modified-Since")


def make_conditional(request: Request, validators: PageValidators | Validators) -> None:
    """Adds If-None-Match and If-Modified-Since for a known page or source (RFC 9110, 13.1).

    A 304 (Not Modified) then reaches the callback, which finds `validators` in the request's meta.
    """
    values = (validators.etag, validators.last_modified)
    headers = dict(zip(CONDITIONS, values, strict=True))
    sent = {name: value.encode("latin-1") for name, value in headers.items() if value is not None}
    request.headers.update(sent)
    request.meta["validators"] = validators
    if sent:
        request.meta["handle_httpstatus_list"] = [NOT_MODIFIED]


def make_unconditional(request: Request) -> None:
    """Removes both conditions: the server sends the page in any case, and a 304 is a failure.

    `validators` stay in the request's meta, so that a page with equal bytes is still recognised.
    """
    for name in CONDITIONS:
        request.headers.pop(name, None)
    request.meta.pop("handle_httpstatus_list", None)
