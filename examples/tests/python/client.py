"""Runs csp-gateway's own client, unmodified, against a gateway with the channels of csp-gateway's demo.

    python client.py PORT [--without GROUP,..] [--python-module MODULE] [--shutdown]

Groups are the names of the functions below that are marked with @check. What is checked holds for csp-gateway's demo
itself, too. With --shutdown the gateway is asked to stop at the end.
"""

import argparse
import asyncio
import logging
import sys
import time
import traceback
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import polars as pl
from csp_gateway.client import AsyncGatewayClient, GatewayClient
from csp_gateway.utils import Filter, Query
from csp_gateway.utils.exceptions import (
    ServerRouteNotFoundException,
    ServerRouteNotMountedException,
    ServerUnknownException,
    ServerUnprocessableException,
)

EXAMPLE = ["id", "timestamp", "x", "y", "z", "internal_csp_struct", "data", "mapping", "dt", "d"]
CHANNELS = ["basket", "controls", "example", "example_list", "example_with_stage", "example_with_state", "example_with_state_multiple", "never_ticks", "str_basket"]
PANDAS = {"id": "string", "timestamp": "string", "x": "int64", "y": "string", "z": "string", "internal_csp_struct.z": "int64", "data": "object", "dt": "string", "d": "string"}
POLARS = {"id": pl.String, "timestamp": pl.String, "x": pl.Int64, "y": pl.String, "internal_csp_struct.z": pl.Int64, "dt": pl.String, "d": pl.String}

CHECKS = []


def check(function):
    """Marks a function as one of the checks, which run in their order."""
    CHECKS.append(function)
    return function


class Caller:
    """One interface to both clients: what a method gives, after waiting for it."""

    def __init__(self, kind, options, return_type="raw"):
        self.kind, self.options = kind, options
        self.loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self.loop)
        self.client = kind(port=options.port, return_type=return_type)

    def returning(self, return_type):
        return Caller(self.kind, self.options, return_type)

    def __getattr__(self, name):
        def call(*arguments, **named):
            result = getattr(self.client, name)(*arguments, **named)
            return self.loop.run_until_complete(result) if asyncio.iscoroutine(result) else result

        return call

    def eventually(self, name, *arguments, until=bool, **named):
        """Asks again with each count until the answer is what it should be."""
        ends = time.monotonic() + 10
        while True:
            answer = getattr(self, name)(*arguments, **named)
            if until(answer):
                return answer
            assert time.monotonic() < ends, f"{name}{arguments} still gives {answer}"
            self.next("example")


def is_example(tick):
    assert list(tick) == EXAMPLE, list(tick)
    for name, kind in {"id": str, "x": int, "y": str, "z": str, "internal_csp_struct": dict, "data": list, "mapping": dict}.items():
        assert isinstance(tick[name], kind), (name, tick[name])
    assert tick["id"].isalnum(), tick["id"]
    assert datetime.fromisoformat(tick["timestamp"]).tzinfo is None, tick["timestamp"]
    assert tick["dt"].endswith("Z") and datetime.fromisoformat(tick["dt"]).tzinfo is not None, tick["dt"]
    assert list(tick["internal_csp_struct"]) == ["z"], tick
    return True


def refuses(exception, call, *arguments, **named):
    try:
        answer = call(*arguments, **named)
    except exception as error:
        return str(error)
    raise AssertionError(f"{arguments} gives {answer} and no {exception}")


@check
def last(ask):
    [tick] = ask.eventually("last", "example")
    assert is_example(tick)
    [tick] = ask.eventually("last", "example_list")
    assert is_example(tick) and tick["y"] == str(tick["x"]) * 3, tick
    ticks = ask.eventually("last", "basket", until=lambda ticks: len(ticks) == 3)
    assert all(is_example(tick) for tick in ticks)
    # What is sent, also by this test, has no text.
    [tick] = ask.eventually("last", "basket/B", until=lambda ticks: ticks[0]["y"])
    assert is_example(tick) and len(tick["y"]) == 2 * len(str(tick["x"])), tick
    [tick] = ask.last("str_basket/c")
    assert is_example(tick) and len(tick["y"]) == 3 * len(str(tick["x"])), tick
    assert len(ask.last("str_basket")) == 3
    assert refuses(ServerRouteNotFoundException, ask.last, "never_ticks") == "Channel not found: never_ticks"
    refuses(ServerRouteNotMountedException, ask.last, "nope")
    refuses(ServerRouteNotMountedException, ask.last, "example/A")
    names = ask.last()
    assert names == sorted(names) and set(CHANNELS) <= set(names) | set(ask.options.without_channels), names


@check
def last_wrapped(ask):
    ask.eventually("last", "basket", until=lambda ticks: len(ticks) == 3)
    ask = ask.returning("wrapper")
    for field, rows in (("example", 1), ("example_list", 1), ("basket", 3), ("basket/A", 1), ("str_basket/a", 1)):
        wrapper = ask.last(field)
        assert len(wrapper.as_json()) == rows, field
        assert list(wrapper.openapi_schema["properties"]) == EXAMPLE, field
        is_table(wrapper.as_pandas_df(), rows)
        is_polars_table(wrapper.as_polars_df(), rows)
    names = ask.last()
    assert names.as_pandas_df().shape == (len(names.as_json()), 1)


def is_table(table, rows):
    assert isinstance(table, pd.DataFrame) and len(table) == rows, table
    for column, kind in PANDAS.items():
        assert str(table[column].dtype) == kind, (column, table[column].dtype)


def is_polars_table(table, rows):
    assert isinstance(table, pl.DataFrame) and len(table) == rows, table
    for column, kind in POLARS.items():
        assert table.schema[column] == kind, (column, table.schema[column])


@check
def last_as_tables(ask):
    [expected] = ask.eventually("last", "example_list")
    ask.eventually("last", "basket", until=lambda ticks: len(ticks) == 3)
    pandas, polars = ask.returning("pandas"), ask.returning("polars")
    for field, rows in (("example", 1), ("example_list", 1), ("basket", 3), ("basket/C", 1), ("str_basket", 3)):
        is_table(pandas.last(field), rows)
        is_polars_table(polars.last(field), rows)
    assert pandas.last("example_list")["internal_csp_struct.z"].tolist() == [expected["internal_csp_struct"]["z"]]
    assert pandas.last().shape[1] == 1
    assert polars.last().shape[1] == 1


@check
def last_as_structs(ask):
    structs = ask.returning("struct")
    ask.eventually("last", "example_list")
    if ask.options.python_module is None:
        assert "no type_name" in refuses(ValueError, structs.last, "example_list")
        return
    [tick] = structs.last("example_list")
    assert type(tick).__module__ == ask.options.python_module, type(tick)
    assert type(tick).__name__ == "ExampleData", type(tick)
    assert tick.x > 0 and tick.internal_csp_struct.z == 12 and tick.dt.tzinfo is not None
    [tick] = structs.last("basket/A")
    assert type(tick).__name__ == "ExampleData", type(tick)


@check
def next_(ask):
    [before] = ask.eventually("last", "example_list")
    [tick] = ask.next("example_list")
    assert is_example(tick) and tick["x"] > before["x"], (before, tick)
    [tick] = ask.next("example", timeout=10.0)
    assert is_example(tick)
    ticks = ask.next("basket")
    assert len(ticks) == 3 and all(is_example(tick) for tick in ticks)
    [tick] = ask.next("basket/C")
    assert len(tick["y"]) == 3 * len(str(tick["x"])), tick
    assert ask.next() == ask.last()
    refuses(ServerRouteNotFoundException, ask.next, "never_ticks")
    refuses(ServerRouteNotMountedException, ask.next, "nope")
    is_table(ask.returning("pandas").next("example"), 1)
    is_polars_table(ask.returning("polars").next("str_basket/b"), 1)
    assert ask.returning("wrapper").next("example_list").as_json()[0]["x"] > tick["x"] - 2


@check
def send(ask):
    [tick] = ask.send("example", {"x": 999, "y": "abc", "internal_csp_struct": {"z": 15}})
    assert is_example(tick) and (tick["x"], tick["y"], tick["internal_csp_struct"]) == (999, "abc", {"z": 15}), tick
    ticks = ask.send("example", [{"x": 1001}, {"x": 1003, "mapping": {"a": 1}}])
    assert [tick["x"] for tick in ticks] == [1001, 1003] and ticks[1]["mapping"] == {"a": 1}, ticks
    assert ticks[0]["id"] != ticks[1]["id"]
    [kept] = ask.send("example", {"x": 5, "id": 17, "timestamp": "2020-01-01T02:00:00+02:00"})
    assert (kept["id"], kept["timestamp"]) == ("17", "2020-01-01T00:00:00"), kept
    assert ask.send("example", []) == []
    [tick] = ask.send("basket/A", {"x": 7})
    assert tick["x"] == 7
    ticks = ask.send("basket", {"A": {"x": 70}, "C": {"x": 72}})
    assert sorted(tick["x"] for tick in ticks) == [70, 72], ticks
    refuses(ServerUnprocessableException, ask.send, "example", {"x": "not a number"})
    refuses(ServerUnprocessableException, ask.send, "example", {"x": 1, "bogus": 2})
    assert "value must be non-negative." in refuses(ServerUnprocessableException, ask.send, "example", {"x": -1})
    refuses(ServerUnprocessableException, ask.send, "basket", {"Q": {"x": 1}})
    # csp-gateway's demo has routes for all channels, also for those that take nothing.
    refuses((ServerRouteNotMountedException, ServerRouteNotFoundException), ask.send, "never_ticks", {"x": 1})
    assert "405" in refuses(ServerUnknownException, ask.send, "")
    is_table(ask.returning("pandas").send("example", [{"x": 1}, {"x": 3}]), 2)
    is_polars_table(ask.returning("polars").send("example", {"x": 1}), 1)
    wrapper = ask.returning("wrapper").send("basket/B", {"x": 11})
    assert wrapper.as_json()[0]["x"] == 11 and wrapper.openapi_schema["properties"]


@check
def lookup(ask):
    [sent] = ask.send("example", {"x": 4321})
    assert ask.eventually("lookup", "example", sent["id"]) == [sent]
    assert ask.lookup("example", "no-such-id") == []
    assert ask.lookup("id", sent["id"]) == [sent]
    refuses(ServerRouteNotFoundException, ask.lookup, "id", "no-such-id")
    refuses(ServerRouteNotMountedException, ask.lookup, "nope", "1")
    is_table(ask.returning("pandas").lookup("example", sent["id"]), 1)
    is_polars_table(ask.returning("polars").lookup("example", sent["id"]), 1)
    assert ask.returning("wrapper").lookup("example", sent["id"]).as_json() == [sent]


def by(where, **how):
    return {"where": where, **how}


@check
def state(ask):
    names = ask.state()
    assert {"example", "example_with_state", "example_with_state_alternative", "example_with_state_multiple"} <= set(names), names
    assert names == sorted(names)
    for name in names:
        assert all(is_example(tick) for tick in ask.eventually("state", name)), name
    [first] = ask.eventually("state", "example_with_state", query=Query(filters=[Filter(attr="x", by={"value": 1})]))
    assert first["x"] == 1 and first["y"] == "111", first
    query = Query(filters=[Filter(attr="x", by=by(">=", value=1)), Filter(attr="x", by=by("<", value=3))])
    assert [tick["x"] for tick in ask.eventually("state", "example_with_state", query=query, until=lambda ticks: len(ticks) == 2)] == [1, 2]
    assert ask.state("example_with_state", query=Query(filters=[Filter(attr="y", by={"value": "222"})]))[0]["x"] == 2
    assert ask.state("example_with_state", query=Query(filters=[Filter(attr="y", by=by("!=", value="222")), Filter(attr="x", by={"value": 2})])) == []
    before = datetime.fromisoformat(first["timestamp"]) + timedelta(milliseconds=1)
    ticks = ask.state("example_with_state", query=Query(filters=[Filter(attr="timestamp", by=by("<=", when=before))]))
    assert [tick["x"] for tick in ticks] == [1], ticks
    everything = ask.state("example_with_state", query=Query(filters=[Filter(attr="x", by={"attr": "x"})]))
    assert len(everything) >= 2
    assert len(ask.state("example_with_state", query=Query())) >= len(everything)
    refuses(ServerRouteNotMountedException, ask.state, "nope")
    one = Query(filters=[Filter(attr="x", by={"value": 1})])
    is_table(ask.returning("pandas").state("example_with_state", query=one), 1)
    is_polars_table(ask.returning("polars").state("example_with_state", query=one), 1)
    nothing = Query(filters=[Filter(attr="x", by={"value": -7})])
    is_table(ask.returning("pandas").state("example_with_state", query=nothing), 0)
    is_polars_table(ask.returning("polars").state("example_with_state", query=nothing), 0)
    assert ask.returning("wrapper").state("example_with_state", query=one).as_json() == [first]


@check
def controls(ask):
    assert ask.controls() == ["heartbeat", "shutdown", "stats"]
    [answer] = ask.controls("heartbeat")
    assert list(answer) == ["id", "timestamp", "name", "status", "data", "data_str"], answer
    assert (answer["name"], answer["status"]) == ("heartbeat", "ok"), answer
    [answer] = ask.controls("stats")
    assert (answer["name"], answer["status"]) == ("stats", "ok"), answer
    for name in ("cpu", "memory", "memory-total", "pid", "active_threads", "max_threads", "now", "csp-now", "host", "user"):
        assert name in answer["data"], answer["data"]
    refuses(ServerRouteNotMountedException, ask.controls, "nope")
    assert len(ask.returning("pandas").controls("heartbeat")) == 1
    assert len(ask.returning("polars").controls("heartbeat")) == 1
    assert ask.returning("wrapper").controls("stats").as_json()[0]["name"] == "stats"


@check
def stage(ask):
    channel = "example_with_stage"
    ask.stage_remove(channel, staging_ids=[])
    assert ask.stage_list(channel) == {}
    [area] = ask.stage_new(channel)
    items = ask.stage_add(channel, {"x": 600, "y": "one"})
    assert list(items) == [area] and is_example(items[area][-1]), items
    items = ask.stage_add(channel, {"x": 601}, staging_ids=[area])
    assert [item["x"] for item in items[area]][-1] == 601, items
    [other] = ask.stage_new(channel)
    assert set(ask.stage_add(channel, {"x": 602}, staging_ids=[area, other])) == {area, other}
    assert set(ask.stage_lookup(channel)) == {area, other}
    assert [item["x"] for item in ask.stage_lookup(channel, area)[area]] == [600, 601, 602]
    assert set(ask.stage_list(channel)) == {area, other}
    assert ask.stage(channel, method="list") == [area, other]
    assert ask.stage(channel, method="list", staging_ids=[other]) == [other]
    [first, *_] = ask.stage_lookup(channel, area)[area]
    remaining = ask.stage_remove(channel, {"id": first["id"]}, staging_ids=[area])
    assert [item["x"] for item in remaining[area]] == [601, 602], remaining
    assert ask.stage_clear(channel, staging_ids=[other]) == {other: []}
    assert "Staging ID not found: nope" in refuses(ServerUnknownException, ask.stage_add, channel, {"x": 1}, staging_ids=["nope"])
    refuses(ServerUnprocessableException, ask.stage_add, channel, {"x": "no"})
    assert ask.stage_release(channel, staging_ids=[]) == {}
    released = ask.stage_release(channel, staging_ids=[area])
    assert [item["x"] for item in released[area]] == [601, 602], released
    assert ask.stage(channel, method="list") == [other]
    assert ask.stage_release(channel) == {other: []}
    assert ask.stage_lookup(channel) == {}
    assert isinstance(ask.returning("wrapper").stage_lookup(channel).as_json(), dict)


@check
def stream(ask):
    frames = subscribed(ask, ["example", ("basket", "B"), "example_list"], lambda frames: kinds(frames) >= {"example", "basket", "example_list"})
    for frame in frames:
        if frame["channel"] != "heartbeat":
            assert list(frame) == (["channel", "key", "data"] if frame["channel"] == "basket" else ["channel", "data"]), frame
            assert len(frame["data"]) == 1 and is_example(frame["data"][0]), frame
    assert {frame["key"] for frame in frames if frame["channel"] == "basket"} == {"B"}
    frames = subscribed(ask, ["heartbeat"], len)
    assert frames[0] == {"channel": "heartbeat", "data": "PING"}, frames
    frames = subscribed(ask, ["str_basket"], lambda frames: {frame.get("key") for frame in frames} >= {"a", "b", "c"})


@check
def publish(ask):
    def sent(frames):
        xs = [tick["x"] for frame in frames if frame["channel"] == "example" for tick in frame["data"]]
        return {7001, 7003, 7005} <= set(xs)

    def first():
        return [
            ("subscribe", "example"),
            ("publish", "example", {"x": 7001}),
            ("publish", "example", [{"x": 7003}, {"x": 7005}]),
            ("subscribe", "basket", "A"),
            ("publish", "basket", {"x": 7007}, "A"),
        ]

    subscribed(ask, [], lambda frames: sent(frames) and any(f["channel"] == "basket" and f["data"][0]["x"] == 7007 for f in frames), first())
    # What was unsubscribed is not heard: the heartbeats of three seconds have nothing of it between them.
    steps = [("subscribe", "example_list"), ("subscribe", "heartbeat"), ("unsubscribe", "example_list")]
    frames = subscribed(ask, [], lambda frames: sum(frame["channel"] == "heartbeat" for frame in frames) >= 3, steps)
    assert kinds(frames) == {"heartbeat"}, kinds(frames)


def kinds(frames):
    return {frame["channel"] for frame in frames}


class Enough(Exception):
    pass


def subscribed(ask, channels, enough, steps=()):
    """What a stream gives until it is enough, on a client of its own, which first takes some steps."""
    frames = []
    ends = time.monotonic() + 20

    def take(frame):
        frames.append(frame)
        if enough(frames):
            raise Enough
        assert time.monotonic() < ends, frames

    if ask.kind is AsyncGatewayClient:

        async def run():
            client = AsyncGatewayClient(port=ask.options.port)
            # A running loop is used as it is.
            client._initializeStreaming()
            for name, *arguments in steps:
                await getattr(client, name)(*arguments)
            async for frame in client.stream(channels, timeout=20):
                take(frame)

        call = lambda: asyncio.run(run())
    else:

        def call():
            asyncio.set_event_loop(asyncio.new_event_loop())
            client = GatewayClient(port=ask.options.port)
            if not steps:
                client.stream(channels, callback=take, timeout=20)
            for name, *arguments in steps:
                getattr(client, name)(*arguments)
            client.stream([], callback=take, timeout=20)

    try:
        call()
    except Enough:
        pass
    return frames


@check
def stream_csp(ask):
    if ask.kind is AsyncGatewayClient:
        return
    import csp

    @csp.node
    def collect(basket: csp.DynamicBasket[str, object], seen: object):
        if csp.ticked(basket):
            for key in basket.tickedkeys():
                seen.setdefault(key, []).extend(basket[key]["data"])
            if {"example", "example_list"} <= set(seen) and 7101 in [tick["x"] for tick in seen["example"]]:
                csp.stop_engine()

    seen = {}

    @csp.graph
    def graph():
        client = GatewayClient(port=ask.options.port)
        names = csp.curve(str, [(timedelta(seconds=0), "example"), (timedelta(milliseconds=100), "example_list")])
        data = csp.curve(dict[str, Any], [(timedelta(seconds=1), {"example": {"x": 7101}})])
        collect(client.stream_csp(subscribe=names, data=data, connection_timeout=10), seen)

    csp.run(graph, starttime=datetime.now(), endtime=timedelta(seconds=15), realtime=True)
    assert {"example", "example_list"} <= set(seen), seen
    assert 7101 in [tick["x"] for tick in seen["example"]], seen


@check
def openapi_spec(ask):
    spec = ask.client.openapi_spec
    assert spec["openapi"].startswith("3.1"), spec["openapi"]
    for path in ("/api/v1/last/", "/api/v1/last/example", "/api/v1/next/basket/{key}", "/api/v1/send/basket"):
        assert path in spec["paths"], path
    schema = spec["paths"]["/api/v1/last/example"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert list(schema["items"]["properties"]) == EXAMPLE, schema


def shutdown(ask):
    [answer] = ask.controls("shutdown")
    assert (answer["name"], answer["status"]) == ("shutdown", "ok"), answer


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--without", default="", help="groups that are left out")
    parser.add_argument("--without-channels", default="", help="channels that the gateway does not have")
    parser.add_argument("--only", default="", help="the groups to run")
    parser.add_argument("--python-module", help="what has the classes for structs")
    parser.add_argument("--shutdown", action="store_true")
    options = parser.parse_args()
    logging.disable(logging.ERROR)
    without, only = options.without.split(","), [name for name in options.only.split(",") if name]
    options.without_channels = options.without_channels.split(",")
    failed = 0
    for kind in (GatewayClient, AsyncGatewayClient):
        for function in CHECKS:
            name = function.__name__.rstrip("_")
            if name in without or (only and name not in only):
                print(f"{kind.__name__}.{name}: left out")
                continue
            try:
                function(Caller(kind, options))
                print(f"{kind.__name__}.{name}: ok", flush=True)
            except Exception:
                failed += 1
                print(f"{kind.__name__}.{name}: FAILED\n{traceback.format_exc(limit=-4)}", flush=True)
    if options.shutdown:
        shutdown(Caller(GatewayClient, options))
    print(f"{failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
