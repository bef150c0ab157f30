"""The process that does the database work of a crawl, on a real database."""

import signal
import threading
from collections.abc import Iterator

import psutil
import pytest
from sqlalchemy import Engine, text

from newsbot.crawling.database.process import DatabaseProcess
from newsbot.crawling.database.serving import NAME
from newsbot.crawling.database.work import Run
from newsbot.errors import DatabaseError, RowRefused
from newsbot.items import New, Unchanged
from newsbot.revisits import Revisits
from newsbot.storage.connection.failures import FailedElsewhere
from tests.patience import PATIENCE_S, wait_until
from tests.storage.making import article, fingerprinted_alone, rows, story
from tests.storage.sessions import holding_storing_lock, is_waited_for, terminate_sessions

FERRY = article("ferry", story("ferry"), block_keys=(1, 2))
ITEM = fingerprinted_alone(FERRY)


@pytest.fixture
def process(database_url: str) -> Iterator[DatabaseProcess]:
    run = Run(run_id=1, groups=None, revisits=Revisits())
    process = DatabaseProcess(database_url, run)
    yield process
    process.close()


def system_process(process: DatabaseProcess) -> psutil.Process:
    assert process.pid is not None
    return psutil.Process(process.pid)


def test_no_process_is_started_without_work(process: DatabaseProcess) -> None:
    assert process.pid is None


def test_what_is_stored_is_found_by_the_next_look_up(process: DatabaseProcess) -> None:
    ((_, before, _),) = process.do("look_up", [(FERRY, None)])
    (stored,) = process.do("store", [ITEM])
    ((_, after, _),) = process.do("look_up", [(FERRY, None)])
    assert before is None
    assert isinstance(stored, New)
    assert after.article_id == stored.article_id


def test_an_article_counts_among_those_of_its_site(process: DatabaseProcess) -> None:
    process.do("store", [ITEM])
    (blocks,) = process.do("count_blocks", [article("other")])
    assert blocks.articles == 1


def test_a_batch_that_is_stored_again_changes_nothing(process: DatabaseProcess) -> None:
    batch = [ITEM, fingerprinted_alone(article("fire", story("fire")))]
    assert [type(each) for each in process.do("store", batch)] == [New, New]
    assert [type(each) for each in process.do("store", batch)] == [Unchanged, Unchanged]


def test_the_process_is_told_apart_from_workers(process: DatabaseProcess) -> None:
    process.do("look_up", [(FERRY, None)])
    assert system_process(process).name() == NAME


def test_signals_to_all_processes_of_a_crawl_do_not_end_it(process: DatabaseProcess) -> None:
    process.do("look_up", [(FERRY, None)])
    pid = process.pid
    for number in (signal.SIGINT, signal.SIGTERM):
        system_process(process).send_signal(number)
        process.do("look_up", [(FERRY, None)])
    assert process.pid == pid


def test_a_killed_process_fails_its_work_and_the_next_work_starts_another(
    process: DatabaseProcess, engine: Engine
) -> None:
    failures: list[Exception] = []

    def store() -> None:
        try:
            process.do("store", [ITEM])
        except FailedElsewhere as error:
            failures.append(error)

    process.do("look_up", [(FERRY, None)])
    first = system_process(process)
    with holding_storing_lock(engine):
        storing = threading.Thread(target=store)
        storing.start()
        wait_until(lambda: is_waited_for(engine, "advisory"))
        first.kill()
        storing.join(PATIENCE_S)
    assert [str(each) for each in failures] == ["the database process has ended"]
    assert [type(each) for each in process.do("store", [ITEM])] == [New]
    assert process.pid != first.pid


def test_storing_does_not_hold_up_the_other_work(process: DatabaseProcess, engine: Engine) -> None:
    process.do("store", [ITEM])
    with holding_storing_lock(engine):
        storing = threading.Thread(target=process.do, args=("store", [ITEM]))
        storing.start()
        wait_until(lambda: is_waited_for(engine, "advisory"))
        assert process.do("count_blocks", [FERRY])
        assert process.do("look_up", [(FERRY, None)])
        assert storing.is_alive()
    storing.join(PATIENCE_S)


def test_a_row_that_the_database_refuses_is_told(process: DatabaseProcess) -> None:
    with pytest.raises(RowRefused, match="the database refused it"):
        process.do("store", [fingerprinted_alone(article("zero", "Zero \0 byte"))])
    assert [type(each) for each in process.do("store", [ITEM])] == [New]


def test_a_lasting_failure_is_told(process: DatabaseProcess, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE newsbot.versions RENAME TO gone"))
    with pytest.raises(DatabaseError, match=r'"newsbot\.versions" does not exist'):
        process.do("look_up", [(FERRY, None)])


def test_a_lost_connection_is_a_temporary_failure(process: DatabaseProcess, engine: Engine) -> None:
    process.do("look_up", [(FERRY, None)])
    terminate_sessions(engine)
    with pytest.raises(FailedElsewhere):
        process.do("look_up", [(FERRY, None)])
    assert process.do("look_up", [(FERRY, None)])


def test_an_error_of_the_code_names_its_place(process: DatabaseProcess) -> None:
    with pytest.raises(AttributeError) as raised:
        process.do("look_up", [("no article", None)])
    assert "candidates.py" in raised.value.__notes__[0]


class Unanswerable:
    """An item that no process can unpickle; the exception that this raises cannot be pickled."""

    def __reduce__(self) -> tuple[object, tuple[()]]:
        return raise_unpicklable, ()


def raise_unpicklable() -> None:
    raise ValueError(threading.Lock())


def test_work_whose_answer_cannot_be_sent_fails(process: DatabaseProcess) -> None:
    with pytest.raises(FailedElsewhere):
        process.do("look_up", [Unanswerable()])
    assert process.do("look_up", [(FERRY, None)])


def test_a_closed_process_is_gone_and_does_no_more_work(
    process: DatabaseProcess, engine: Engine
) -> None:
    process.do("look_up", [(FERRY, None)])
    own = system_process(process)
    process.close()
    assert not own.is_running()
    with pytest.raises(FailedElsewhere, match="the crawl has ended"):
        process.do("store", [ITEM])
    assert rows(engine, "SELECT count(*) FROM newsbot.articles") == [(0,)]
