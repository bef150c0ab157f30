"""Requests for pages that are known: the server sends one only if it has changed."""

from scrapy import Request

from newsbot.items import PageValidators

NOT_MODIFIED = 304


def make_conditional(request: Request, validators: PageValidators) -> None:
    """Says in a request's headers which page is known (RFC 9110, 13.1).

    The callback gets an answer of status 304, and finds the validators in the request's meta.
    """
    headers = {
        "If-None-Match": validators.etag,
        "If-Modified-Since": validators.last_modified,
    }
    sent = {name: value for name, value in headers.items() if value is not None}
    request.headers.update(sent)
    request.meta["validators"] = validators
    if sent:
        request.meta["handle_httpstatus_list"] = [NOT_MODIFIED]
