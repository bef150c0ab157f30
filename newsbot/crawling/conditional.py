"""Makes requests conditional: the server sends a known page again only if it has changed."""

from scrapy import Request

from newsbot.items import PageValidators, Validators

NOT_MODIFIED = 304


def make_conditional(request: Request, validators: PageValidators | Validators) -> None:
    """Adds If-None-Match and If-Modified-Since for a known page or source (RFC 9110, 13.1).

    A 304 (Not Modified) then reaches the callback, which finds `validators` in the request's meta.
    """
    headers = {
        "If-None-Match": validators.etag,
        "If-Modified-Since": validators.last_modified,
    }
    sent = {name: value.encode("latin-1") for name, value in headers.items() if value is not None}
    request.headers.update(sent)
    request.meta["validators"] = validators
    if sent:
        request.meta["handle_httpstatus_list"] = [NOT_MODIFIED]
