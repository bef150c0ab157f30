"""Makes the host queues due, so that a run soon fetches what is due on these hosts.

A queue is the crawling work of one host, or of several hosts of one server. Runs look only at due
queues.
"""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, Engine, text


def wake(connection: Connection, origins: Collection[str], queues: Mapping[str, str]) -> None:
    """Makes the host queues due now, and inserts the hosts and queues that have no row yet.

    Must be called before the transaction locks rows of URLs. All transactions lock queues before
    URLs, so that no two of them wait for each other.

    Args:
        connection: a connection in an open transaction.
        origins: the hosts, as newsbot.urls.origin_of gives them.
        queues: host → the name of its queue. All hosts in `origins` must be in it.
    """
    if not origins:
        return
    of_each = {origin: queues[origin] for origin in origins}
    wake_queues(connection, of_each.values())
    add_hosts(connection, of_each)


def wake_queues(connection: Connection, queues: Iterable[str]) -> None:
    """Makes the queues with these names due now, so that a run soon works on them.

    A queue is the crawling work of one host, or of several hosts on one server. A queue that has no
    row in the table of queues gets one.
    """
    connection.execute(_WAKE_QUEUES, {"queues": sorted(set(queues))})


def add_hosts(connection: Connection, queues: Mapping[str, str]) -> None:
    """Inserts rows for new hosts into newsbot.hosts. `queues`: host → the name of its queue."""
    names = sorted(queues)
    connection.execute(_ADD_HOSTS, {"hosts": names, "queues": [queues[name] for name in names]})


def wake_known(connection: Connection, origins: Collection[str]) -> None:
    """Makes the queues of the hosts in `origins` due now, so that a run soon works on them.

    A queue is the crawling work of one host, or of several hosts on one server. The hosts must have
    rows in newsbot.hosts.
    """
    connection.execute(_WAKE_KNOWN, {"hosts": sorted(origins)})


def wake_urls(engine: Engine, keys: Collection[bytes]) -> None:
    """Makes the queues to which URLs belong due now, so that a run looks for work in them.

    A queue is the crawling work of one host, or of several hosts. `keys` are the `url_key`s of the
    URLs.
    """
    with engine.begin() as connection:
        hosts = connection.execute(_HOSTS_OF_URLS, {"keys": list(keys)}).scalars().all()
        wake_known(connection, hosts)


_WAKE_QUEUES = text("""
    INSERT INTO newsbot.queues (queue, next_at)
    SELECT name, newsbot.now() FROM unnest(CAST(:queues AS text[])) AS name ORDER BY name
    ON CONFLICT (queue) DO UPDATE SET next_at = newsbot.now()
    WHERE coalesce(queues.next_at > newsbot.now(), true)
""")
_ADD_HOSTS = text("""
    INSERT INTO newsbot.hosts (host, queue)
    SELECT * FROM unnest(CAST(:hosts AS text[]), CAST(:queues AS text[]))
    ON CONFLICT DO NOTHING
""")
_HOSTS_OF_URLS = text("""
    SELECT DISTINCT host FROM newsbot.frontier WHERE url_key = ANY(CAST(:keys AS bytea[]))
""")
_WAKE_KNOWN = text("""
    UPDATE newsbot.queues AS q SET next_at = newsbot.now()
    FROM (
        SELECT queue FROM newsbot.queues
        WHERE queue IN (SELECT queue FROM newsbot.hosts WHERE host = ANY(CAST(:hosts AS text[])))
        ORDER BY queue FOR UPDATE
    ) AS woken
    WHERE q.queue = woken.queue AND coalesce(q.next_at > newsbot.now(), true)
""")
