"""Each query of the dashboards in docs/grafana gives rows, with the rights of a reader."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text

from tests.readers.press import EVENING, MONDAY, SITES, fill

FOLDER = Path(__file__).resolve().parents[2] / "docs/grafana"
BOARDS = {
    file.stem: json.loads(file.read_text(encoding="utf-8"))
    for file in sorted(FOLDER.glob("dashboards/*.json"))
}
PANELS = [(name, each["title"]) for name, board in BOARDS.items() for each in board["panels"]]
SECONDS = {"1h": 3600, "1d": 86400}


def expanded(sql: str) -> str:
    """A query as Grafana sends it: with the macros of its PostgreSQL source, and all sites."""
    begin, end = (f"'{moment:%Y-%m-%dT%H:%M:%SZ}'" for moment in (MONDAY, EVENING))
    sql = re.sub(r"\$__timeFilter\((\S+?)\)", rf"\1 BETWEEN {begin} AND {end}", sql)
    sql = sql.replace("$__timeFrom()", begin).replace("$__timeTo()", end)
    sql = re.sub(r"\$__timeGroup\((\S+), '(\w+)'\)", _grouped, sql)
    sql = sql.replace("$site", ",".join(f"'{site}'" for site in SITES))
    assert "$" not in sql
    return sql.replace("now()", f"timestamptz '{EVENING}'")


def _grouped(found: re.Match[str]) -> str:
    seconds = SECONDS[found[2]]
    return f"floor(extract(epoch from {found[1]})/{seconds})*{seconds}"


def panel_of(board: str, title: str) -> dict[str, Any]:
    (found,) = [each for each in BOARDS[board]["panels"] if each["title"] == title]
    return found


def ask(connection: Connection, sql: str) -> list[dict[str, Any]]:
    return [
        dict(row) for row in connection.execute(text(expanded(sql).replace(":", "\\:"))).mappings()
    ]


def test_every_query_of_the_dashboards_gives_rows(engine: Engine):
    fill(engine)
    silent = []
    with as_reader(engine) as connection:
        for board, title in PANELS:
            panel = panel_of(board, title)
            (target,) = panel["targets"]
            found = ask(connection, target["rawSql"])
            if not found or all(value is None for value in found[0].values()):
                silent.append((board, title))
            elif target["format"] == "time_series":
                assert is_series(found), (board, title, found[0])
        for board in BOARDS.values():
            (variable,) = board["templating"]["list"]
            assert [each["site"] for each in ask(connection, variable["query"])] == sorted(SITES)
    assert silent == []


def is_series(found: list[dict[str, Any]]) -> bool:
    """Whether Grafana can draw it: moments in order, perhaps the name of a line, and numbers."""
    moments = [row["time"] for row in found]
    names = [name for name in found[0] if name not in {"time", "metric"}]
    numbers = all(isinstance(float(row[name]), float) for row in found for name in names)
    known = all(isinstance(each, datetime) or float(each) >= 0 for each in moments)
    return known and moments == sorted(moments) and numbers and bool(names)


@contextmanager
def as_reader(engine: Engine) -> Iterator[Connection]:
    """A connection with the rights of newsbot_reader: the views of schema `news`, and no more."""
    with engine.connect() as connection:  # the role goes with the transaction
        for statement in (
            "CREATE ROLE dashboards",
            "GRANT USAGE ON SCHEMA news TO dashboards",
            "GRANT SELECT ON ALL TABLES IN SCHEMA news TO dashboards",
            "SET LOCAL ROLE dashboards",
        ):
            connection.execute(text(statement))
        yield connection


def test_the_copies_dashboard_shows_the_copies_of_the_press(engine: Engine):
    fill(engine)
    with as_reader(engine) as connection:
        share = ask(connection, panel_of("copies", "Share of copies")["targets"][0]["rawSql"])
        most = ask(connection, panel_of("copies", "Most copied articles")["targets"][0]["rawSql"])
    assert [float(row["share"]) for row in share] == [3 / 10]
    assert [(row["copies"], row["title"]) for row in most] == [
        (2, "Ferry runs aground"), (1, "Bridge closes"),
    ]  # fmt: skip


def test_there_are_three_dashboards_whose_panels_do_not_overlap():
    assert set(BOARDS) == {"coverage", "health", "copies"}
    for board in BOARDS.values():
        places = [panel["gridPos"] for panel in board["panels"]]
        assert all(place["x"] + place["w"] <= 24 for place in places)
        assert not any(overlap(one, other) for one, other in combinations(places, 2))
        assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])


def overlap(one: dict[str, int], other: dict[str, int]) -> bool:
    return (
        one["x"] < other["x"] + other["w"] and other["x"] < one["x"] + one["w"]
        and one["y"] < other["y"] + other["h"] and other["y"] < one["y"] + one["h"]
    )  # fmt: skip


def test_the_dashboards_use_the_source_that_is_provisioned():
    source = (FOLDER / "provisioning/datasources/newsbot.yaml").read_text(encoding="utf-8")
    used = re.findall(r'"type": "(.*)",\s+"uid": "(.*)"', json.dumps(BOARDS, indent=0))
    assert set(used) == {("grafana-postgresql-datasource", "newsbot")}
    assert "type: grafana-postgresql-datasource" in source
    assert "uid: newsbot" in source
    assert "user: newsbot_reader" in source
