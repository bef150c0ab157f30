"""What a poll of a source tells about the next poll."""

from datetime import timedelta

from scrapy.http import Response

from newsbot.crawling.source_reports import failed_report, read_report
from newsbot.discovery.listing import Listing
from newsbot.errors import SourceError
from newsbot.sites.site import Source, source_at

URL = "https://gazette.example/feed"
HOUR = timedelta(hours=1)
# The clock of the host is wrong by decades.
NOON, ONE = "Fri, 31 Dec 1999 12:00:00 GMT", "Fri, 31 Dec 1999 13:00:00 GMT"


def source() -> Source:
    return source_at(URL, "feed", "gazette")


def test_a_date_that_ends_a_pause_counts_from_when_the_host_says_that_it_answered():
    response = Response(URL, status=503, headers={"Date": NOON, "Retry-After": ONE})
    report = failed_report(source(), response, SourceError("away", "http_503"))
    assert report.not_before == report.at + HOUR


def test_a_date_at_which_a_source_changes_counts_from_when_the_host_says_that_it_answered():
    response = Response(URL, headers={"Date": NOON, "Expires": ONE})
    assert read_report(source(), response, Listing(links=()), 0).stated == HOUR


def test_without_the_time_of_the_host_the_time_of_this_machine_counts():
    response = Response(URL, headers={"Expires": NOON, "Retry-After": NOON})
    report = read_report(source(), response, Listing(links=()), 0)
    assert (report.stated, report.not_before) == (timedelta(), None)
