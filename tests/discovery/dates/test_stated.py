from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.discovery.dates.stated import stated_date
from newsbot.discovery.feed import parse_feed
from newsbot.discovery.sitemap import parse_sitemap

URL = "https://gazette.example/list"
# A text that states a date, and the moment in UTC: year, month, day, hour, minute.
READ = {
    # orders of words
    "Mon, May 25 2020 04:45:00 +0000": (2020, 5, 25, 4, 45),
    "Sun Jan  4 16:29:00 PST 2004": (2004, 1, 5, 0, 29),
    "Sunday, 06-Nov-94 08:49:00 GMT": (1994, 11, 6, 8, 49),
    "Fri, 2006/09/15 08:19:00 EDT": (2006, 9, 15, 12, 19),
    "Sunday, April 18th, 2021": (2021, 4, 18, 0, 0),
    "Wed May 01 2024 10:40:00 GMT+0200 (Central European Summer Time)": (2024, 5, 1, 8, 40),
    # times and zones
    "Sun, 15 Dec 2024 12:15 AM": (2024, 12, 15, 0, 15),
    "Wed, 11 Sep 2019 22:52:00+5:30": (2019, 9, 11, 17, 22),
    "Sat, 31 Dec 2022 23:30:00 EST": (2023, 1, 1, 4, 30),
    "Wed, 1 May 2024 10:40:00 CEST": (2024, 5, 1, 8, 40),
    "Wed, 1 May 2024 23:40:00 Europe/Berlin": (2024, 5, 1, 23, 40),
    "2024-05-01T10:40:00\N{MINUS SIGN}05:00": (2024, 5, 1, 15, 40),
    "2024-05-01T10:40:00Z[UTC]": (2024, 5, 1, 10, 40),
    # languages
    "Tue, 18 Sept 2018 15:53:00 +0300": (2018, 9, 18, 12, 53),
    "dom, 02 ott 2022 18:55:00 GMT": (2022, 10, 2, 18, 55),
    "Mi, 01 Mai 2024 10:40:00 +0200": (2024, 5, 1, 8, 40),
    "3 août 2016 à 10h30": (2016, 8, 3, 10, 30),
    "3 de março de 2016 às 10:30": (2016, 3, 3, 10, 30),
    "Пт, 05 июл 2024 10:40:00 +0300": (2024, 7, 5, 7, 40),
    "11 Ιούλ 2004 12:00:00 EST": (2004, 7, 11, 17, 0),
    "2004-július-13T9:15-05:00": (2004, 7, 13, 14, 15),
    "7. července 2024": (2024, 7, 7, 0, 0),
    "7. června 2024": (2024, 6, 7, 0, 0),
    "2024年5月1日 下午3:15": (2024, 5, 1, 15, 15),
    "2004년 05월 28일 23:11:00": (2004, 5, 28, 23, 11),
    # digits
    "2016/6/29 15:07:00": (2016, 6, 29, 15, 7),
    "13/08/2018": (2018, 8, 13, 0, 0),
    "08/13/2018 10:00 PM": (2018, 8, 13, 22, 0),
    "Thu, 04/05/2012 - 10:00": (2012, 4, 5, 10, 0),
    "Fri, 04/05/2012 - 10:00": (2012, 5, 4, 10, 0),
    "05.05.2012": (2012, 5, 5, 0, 0),
    "20240501T104000Z": (2024, 5, 1, 10, 40),
    "1714560000": (2024, 5, 1, 10, 40),
    "1714560000000": (2024, 5, 1, 10, 40),
}
UNREAD = (
    "05-01-2024", "Sun, 04/05/2012",
    "3/12/2020 12:00:00 PM", "2024", "2024-122", "12:00", "10 May", "2 hours ago",
    "2024-02-30T10:00:00Z", "31 Feb 2024 10:00 GMT", "Mon, 30 Nov -0001 00:00:00 +0000",
    "0000-00-00 00:00:00", "Thu, 01 Jan 1970 00:00:00 GMT", "1403/02/12 10:40", "1445-10-22",
    "Wed, 01 May 2024 25:61:00 GMT", "2016-08-03T10:00:00+99:00", "3 Ramadan 2024",
    "3 listopada 2024", "9" * 99,
)  # fmt: skip


@pytest.mark.parametrize(("text", "moment"), READ.items())
def test_a_date_is_read_in_whatever_form_it_is_stated(text, moment):
    assert stated_date(text) == datetime(*moment, tzinfo=UTC)


@pytest.mark.parametrize("text", UNREAD)
def test_a_text_that_states_no_certain_day_is_no_date(text):
    assert stated_date(text) is None


@given(st.text(max_size=120))
def test_no_text_raises_an_error(text):
    stated_date(text)


@pytest.mark.parametrize("text", ["2016/6/29 15:07:00", "dom, 29 giu 2016 15:07:00 GMT"])
def test_feeds_and_sitemaps_state_the_same_moment_with_the_same_text(text):
    rss = f"<rss><channel><item><link>/a</link><pubDate>{text}</pubDate></item></channel></rss>"
    atom = f'<feed><entry><link href="/a"/><published>{text}</published></entry></feed>'
    json = '{"version": "https://jsonfeed.org/version/1", "items": [{"url": "/a", "date_published":'
    json = f'{json} "{text}"}}]}}'
    news = f"<urlset><url><loc>/a</loc><publication_date>{text}</publication_date></url></urlset>"
    found = [parse_feed(feed.encode(), URL) for feed in (rss, atom, json)]
    found.append(parse_sitemap(news.encode(), URL))
    moments = {listing.links[0].published_at for listing in found}
    assert moments == {datetime(2016, 6, 29, 15, 7, tzinfo=UTC)}
