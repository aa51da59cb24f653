"""Reads what a running demo gives as Arrow with another reader: that of polars.

    python arrow.py PORT
"""

import asyncio
import io
import sys

import aiohttp
import polars as pl

ARROW = "application/vnd.apache.arrow.stream"
COLUMNS = {
    "id": pl.String,
    "timestamp": pl.Datetime("ns"),
    "x": pl.Int64,
    "y": pl.String,
    "z": pl.String,
    "internal_csp_struct": pl.Struct({"z": pl.Int64}),
    "data": pl.List(pl.Float64),
    "dt": pl.Datetime("ns"),
    "d": pl.Date,
}


def table(stream):
    """A table of the demo's example messages."""
    frame = pl.read_ipc_stream(io.BytesIO(stream))
    for name, kind in COLUMNS.items():
        assert frame.schema[name] == kind, (name, frame.schema)
    return frame


async def answers(session):
    """Each answer has the rows that its JSON has."""
    for path in ("last/never_ticks", "state/example_with_state", "lookup/example/nothing"):
        async with session.get(f"/api/v1/{path}", headers={"accept": ARROW}) as answer:
            assert (answer.status, answer.content_type) in ((200, ARROW), (404, "application/json")), (path, answer.status)
            rows = table(await answer.read()) if answer.status == 200 else None
        if path.startswith("state"):
            async with session.get(f"/api/v1/{path}") as answer:
                texts = {row["id"]: row["x"] for row in await answer.json()}
            assert len(rows) > 0 and all(texts[row["id"]] == row["x"] for row in rows.to_dicts()), rows
    async with session.get("/api/v1/next/basket", headers={"accept": ARROW}) as answer:
        assert table(await answer.read())["key"].is_in(["A", "B", "C"]).all()


async def stream(session):
    """A text says whose tick it is, and the binary frame behind it has its row."""
    async with session.ws_connect("/api/v1/stream", protocols=["gateway.v1"]) as socket:
        await socket.send_json({"action": "subscribe", "channel": "basket", "format": "arrow"})
        assert (await socket.receive_json())["type"] == "subscribed"
        for seq in range(1, 10):
            text = await socket.receive_json()
            assert (text["type"], text["seq"], text["format"], text["channel"]) == ("tick", seq, "arrow", "basket"), text
            assert table(await socket.receive_bytes())["key"].to_list() == [text["key"]]


async def main():
    async with aiohttp.ClientSession(f"http://127.0.0.1:{sys.argv[1]}") as session:
        await answers(session)
        await stream(session)
    print("Arrow is read")


asyncio.run(asyncio.wait_for(main(), 60))
